"""Other teams' data mixes, taken as they are: Luciole's datamix.json and repeats.csv, Lucie's weights, Megatron's list."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from command import call
from small_source import NAME, Entry, World, entries
from token_world import asked, made, released

from moisson.contracts.errors import UserError
from moisson.contracts.token_files import TokenFiles
from moisson.models.mix_file import Sized, mixed, read_mix
from moisson.models.tokens.check import check_tokens

# As they stand in OpenLLM-France/Luciole-Training (phase 3) and OpenLLM-France/Lucie-Training.
LUCIOLE: dict[str, Any] = {
    "data_path": "/lustre/fsn1/projects/rech/qgz/commun/OpenLLM-BPI-output/data/tokenized_data/tokens_lucie2",
    "total_tokens": 495926116352,
    "train": [
        {"name": "common-corpus_eurlex_multi_text_document", "weight": 360166.0},
        {"name": "europarl_multi_text_document", "weight": 9975.0},
        {"name": "opendata_fr_text_document", "weight": 274940.0},
        {"name": "parlement_fr_text_document", "weight": 28282.0},
    ],
}
REPEATS = "name,repeat\neuroparl_multi,0.1\nopendata_fr,0.2\nparlement_fr,.2\ntheses_fr,0\n"
LUCIE = "'en--book': 3\n'fr--legi': 2\n'fr--newspaper': 1\n'fr--web': 1\n"
MEGATRON = "0.200 /lustre/lucie_tokens_65k/opendata_fr_text_document 0.600 /lustre/lucie_tokens_65k/parlement_fr_text_document"

OURS = [
    Sized("opendata_fr", {"source": "opendata", "language": "fr"}, 1_000_003),
    Sized("parlement_fr", {"source": "parlement", "language": "fr"}, 999_999),
    Sized("legi_fr", {"source": "legi", "language": "fr"}, 70_001),
]


def mix(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("name", "text", "repeats"),
    [
        ("repeats.csv", REPEATS, [0.2, 0.2, 0.0]),
        ("dataset_weights.yaml", LUCIE, [0.0, 0.0, 2.0]),
        ("weights.json", '{"parlement": 3, "fr": 0.5}', [0.5, 3.0, 0.5]),
    ],
)
def test_times_are_taken_by_name_or_by_language_and_source(tmp_path: Path, name: str, text: str, repeats: list[float]) -> None:
    assert mixed(read_mix(mix(tmp_path, name, text)), OURS, 4096).repeats == repeats


def test_weights_of_luciole_stay_the_samples_that_they_are(tmp_path: Path) -> None:
    found = mixed(read_mix(mix(tmp_path, "datamix.json", json.dumps(LUCIOLE))), OURS, 4096)
    weights = [int(each.tokens * times // 4096) for each, times in zip(OURS, found.repeats, strict=True)]
    assert weights == [274940, 28282, 0]
    assert found.elsewhere == ["common-corpus_eurlex_multi", "europarl_multi"]
    assert found.left_out == ["legi_fr"]


def test_shares_of_megatron_share_out_what_the_named_data_sets_have(tmp_path: Path) -> None:
    found = mixed(read_mix(mix(tmp_path, "mix.txt", MEGATRON)), OURS, 4096)
    seen = [each.tokens * times for each, times in zip(OURS, found.repeats, strict=True)]
    assert seen[2] == 0
    assert seen[1] / seen[0] == pytest.approx(3)
    assert sum(seen) == pytest.approx(1_000_003 + 999_999)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("datamix.json", json.dumps({"train": [{"name": "nobody_s", "weight": 3}]}), "names no data set of these"),
        ("datamix.json", json.dumps({"train": [{"name": "opendata_fr", "weight": "many"}]}), "needs a name and a weight"),
        ("repeats.csv", "name,repeat\nopendata_fr,-1\n", "is no number"),
        ("repeats.csv", "name,repeat\nopendata_fr,\n", "opendata_fr: None|opendata_fr: ''"),
        ("weights.yaml", "fr--legi: much\n", "fr--legi: 'much'"),
        ("mix.txt", "0.2 /a 0.3", "neither paths nor pairs"),
        ("mix.txt", "", "gives no data set a weight"),
    ],
)
def test_what_is_no_mix_for_these_is_one_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        mixed(read_mix(mix(tmp_path, name, text)), OURS, 4096)


def test_tokens_take_luciole_s_mix_as_it_is_and_hold_against_their_release(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    english = Entry("E1", "The employer shall keep a register of all members of staff. " * 9)
    recipe = world.recipe([{"use": "identify_language"}, {"use": "require_rights"}])
    release = released(world, monkeypatch, [*entries(20), english], recipe=recipe)
    asked(world)  # writes the tokenizer
    names = [each.name for each in made(world, release, "plain", by=("source", "language")).manifest.datasets]
    other, one = names
    assert (one, other) == (f"{NAME}_fr", f"{NAME}_en")
    said = {**LUCIOLE, "train": [*LUCIOLE["train"], {"name": f"{one}_text_document", "weight": 71.0}]}
    path = mix(world.root, "datamix.json", json.dumps(said))
    arguments = (
        "--tokenizer",
        str(world.root / "petit.json"),
        "--by",
        "source,language",
        "--seq-length",
        "32",
        "--batch-size",
        "2",
    )
    done = call(world, "tokens", str(release), *arguments, "--mix", str(path), "--to", str(world.root / "luciole"))
    shown = " ".join(done.stdout.split())
    assert done.returncode == 0, done.stderr
    assert (
        f"The mix names none of these, which are not seen: {other}." in shown and "4 names of the mix are of no dataset" in shown
    )
    written = orjson.loads((world.root / "luciole" / "datamix.json").read_bytes())
    assert written["train"] == [{"name": f"{one}_text_document", "weight": 71}]
    assert written["total_tokens"] == 35 * 2 * 32  # whole steps, as Luciole counts
    assert check_tokens(world.root / "luciole", release, every=True).holds
    assert TokenFiles.open(world.root / "luciole").manifest.documents == 21


def test_a_mix_and_repeats_are_not_both_taken(world: World) -> None:
    path = mix(world.root, "repeats.csv", REPEATS)
    done = call(world, "tokens", "nowhere", "--tokenizer", "x", "--mix", str(path), "--repeat", "source=a:2")
    assert done.returncode and "leave out --repeat" in " ".join(done.stderr.split())
