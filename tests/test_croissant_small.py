"""CroissantLLM in small, whole: French and English 1:1 of public texts, 32,000 tokens of its own, and a model of its shape."""

from pathlib import Path
from shutil import copy

import orjson
import pyarrow.parquet as pq
import pytest
from command import FEW_WORKERS, answer, call
from shared_data import shared
from small_source import World

from moisson.contracts.model_file import ModelFile
from moisson.contracts.token_files import TokenFiles

pytestmark = [pytest.mark.shared, pytest.mark.train, pytest.mark.long]

RECIPE = Path(__file__).parents[1] / "recipes" / "field" / "croissant.toml"
IRISH = "raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures/ie"
SOURCES = {  # by source: language, kind, and where its files lie
    "fr_lois": ("fr", "law", "law-fr-legalize/data/fr", "LEGITEXT000006070*.md"),
    "fr_guides": ("fr", "guidance", "fr-etalab-guides/data", "*/*.md"),
    "eu_actes": ("und", "law", "eu-formex-lex/data/works", "*/versions/*/??.xml"),
    "ie_acts": ("en", "law", IRISH, "sample-*.*ml"),
    "eu_specifications": ("en", "guidance", "pdf-docx-pairs/data", "*/*.docx"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("croissant")
    for name, (language, kind, where, pattern) in SOURCES.items():
        (root / name / "data").mkdir(parents=True)
        found = sorted(shared(where).glob(pattern))
        assert found, where
        for number, path in enumerate(found):
            copy(path, root / name / "data" / f"{number:02}-{path.name}")
        (root / name / "source.toml").write_text(
            f'title = "{name}"\nabout = "Public texts."\nlanguage = "{language}"\nkind = "{kind}"\n'
            'publisher = { name = "A public body" }\nconnector = { use = "folder", path = "data" }\n'
            '[rights]\nlicense = "CC-BY-4.0"\nbasis = "licence"\nlevel = "data-set"\n'
        )
    return root


def test_from_public_texts_to_a_model_that_writes(root: Path) -> None:
    from moisson.models.train import Asked, train

    world = World(root)
    named = [argument for name in SOURCES for argument in ("--source", str(root / name))]
    release = root / "build" / "releases" / "croissant" / "latest"
    done = call(world, "build", str(RECIPE), *named, "--accept-loss", "--json", *FEW_WORKERS)
    assert done.returncode == 0, done.stderr
    rows = [row for path in release.glob("data/*/*.parquet") for row in pq.read_table(path).to_pylist()]
    french, english = (sum(len(row["text"].encode()) for row in rows if row["language"] == each) for each in ("fr", "en"))
    assert english > 300_000 and abs(french - english) <= 0.02 * english
    assert {row["source"] for row in rows if row["language"] == "en"} >= {"eu_actes", "ie_acts"}

    account = answer(call(world, "tokenizer", str(release), "--to", "tokenizer", "--vocabulary", "32000", "--json"))
    costs = {each["language"]: next(iter(each["tokenizers"].values()))["tokens_a_word"] for each in account["fertility"]}
    assert abs(costs["fr"] - costs["en"]) < 0.5, "as much was learnt of both"
    said = ("--tokenizer", "tokenizer", "--by", "language", "--held-out", "0.02", "--to", "tokens")
    assert call(world, "tokens", str(release), *said).returncode == 0
    files = TokenFiles.open(root / "tokens")
    assert 20_000 < files.manifest.tokenizer.vocabulary <= 32_000
    assert {each.by["language"] for each in files.manifest.datasets} == {"fr", "en"}

    rows = [row for each in files.datasets for batch in each.ids(["id", "tokens"]) for row in batch.to_pylist()]
    held = frozenset([min((row for row in rows if row["tokens"] > 100), key=lambda row: row["tokens"])["id"]])
    train(Asked(files.folder, root / "model", "croissant-small", see=2048, sequences=2, micro=1, device="cpu", held_out=held))
    model = ModelFile.open(root / "model").model
    shape = orjson.loads((root / "model" / "export" / "config.json").read_bytes())
    sizes = ("num_hidden_layers", "hidden_size", "num_attention_heads", "num_key_value_heads", "intermediate_size")
    assert [shape[name] for name in sizes] == [6, 512, 4, 4, 1376]
    assert 25e6 < (model.parameters or 0) < 36e6
    assert {each.language for each in model.sources} == {"fr", "en"}
    log = [orjson.loads(line) for line in (root / "model" / "log.jsonl").read_bytes().splitlines()]
    assert log[-1]["loss"] < log[0]["loss"]
    printed = call(world, "train", "tokens", "--preset", "croissant", "--tokens", "10000000000").stdout
    for line in ("num_layers = 24", "hidden_size = 2048", "ffn_hidden_size = 5504", "num_attention_heads = 16"):
        assert f"recipe.model.config.{line}\n" in printed
