"""The recipes of the field: each runs over real laws, debates, guides and old prints, and its release is what it is known for."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import copy
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import FEW_WORKERS, answer, call
from shared_data import shared
from small_source import SENTENCES, World

from moisson.build import build
from moisson.contracts.errors import RecipeError
from moisson.corpus.recipe import Recipe, load_recipe
from moisson.corpus.stages.thresholds import load_rules
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace, read_table

FIELD = Path(__file__).parents[1] / "recipes" / "field"
RECIPES = ("common-corpus", "croissant", "fineweb2", "lucie")
WORDS = re.compile(r"[^\W_]+")

# For each source: where its real documents lie, and its language, kind and licence.
SOURCES = {
    "fr_lois": ("law-fr-legalize/data/fr/LEGITEXT000006070*.md", "fr", "law", "etalab-2.0"),
    "eu_actes": ("eu-formex-lex/data/works/3202[45]*/versions/*/*.xml", "und", "law", "CC-BY-4.0"),
    "de_gesetze": ("law-de-gesetze/data/[a-b]/*/index.md", "de", "law", "§ 5 UrhG"),
    "sk_rada": ("parlamint-sk/data/SampleData/TeiText/20*/*.xml", "sk", "debate", "CC-BY-4.0"),
    "fr_imprimes": ("ocr-alto-gallica/data/data/bpt6k*/*.xml", "fr", "literature", "CC0-1.0"),
    "fr_guides": ("fr-etalab-guides/data/*/*.md", "fr", "guidance", "etalab-2.0"),
    "fr_guides_bis": ("fr-etalab-guides/data/annotation/*.md", "fr", "guidance", "etalab-2.0"),  # published once more
    "fr_sans_licence": ("fr-cnil-guide/data/0*.md", "fr", "guidance", ""),
}


@dataclass(frozen=True)
class Released:
    """What became of every file."""

    recipe: Recipe
    documents: list[dict[str, Any]]
    ledger: list[dict[str, Any]]

    def gone(self, source: str) -> set[str]:
        """Why documents of a source are not there."""
        return {row["reason"] for row in self.ledger if row["id"].startswith(f"{source}/")}

    def texts(self, **values: Any) -> list[str]:
        """The texts of the documents with these values."""
        return [row["text"] for row in self.documents if all(row[name] == value for name, value in values.items())]


def describe(folder: Path, language: str, kind: str, license: str) -> None:
    rights = f'[rights]\nlicense = "{license}"\nbasis = "licence"\nlevel = "data-set"\n' if license else ""
    if license.startswith("§"):
        rights = f'[rights]\nbasis = "statute"\nlevel = "statute"\nreason = "{license}"\n'
    (folder / "source.toml").write_text(
        f'title = "{folder.name}"\nabout = "Real documents."\nlanguage = "{language}"\nkind = "{kind}"\n'
        f'[publisher]\nname = "Public body"\n[connector]\nuse = "folder"\npath = "data"\n{rights}'
    )


def misread(text: str) -> str:
    """A text as bad recognition leaves it: every fifth letter is another."""
    chance = Random(0)
    return "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") if c.isalpha() and chance.random() < 0.2 else c for c in text)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of `SOURCES`, and one of made texts: a law that was read badly, and contacts in good French."""
    root = tmp_path_factory.mktemp("field")
    for name, (where, *said) in SOURCES.items():
        data = root / name / "data"
        data.mkdir(parents=True)
        place, _, pattern = where.partition("/data/")
        found = sorted((shared(place) / "data").glob(pattern))
        assert found, where
        for number, path in enumerate(found):
            copy(path, data / f"{number:02}-{path.name}")
        describe(root / name, *said)
    made = root / "fr_essai" / "data"
    made.mkdir(parents=True)
    law = (root / "fr_lois" / "data").glob("00-*")
    (made / "misread.txt").write_text(misread(next(law).read_text("utf-8")[4000:14000]), encoding="utf-8")
    contact = "Écrivez à jean.dupont@example.org, appelez le 01 53 45 67 89 ou venez par 81.255.12.7 aux heures de bureau."
    (made / "contact.txt").write_text(" ".join([*SENTENCES[:6], contact, *SENTENCES[6:9]]), encoding="utf-8")
    describe(root / "fr_essai", "fr", "guidance", "etalab-2.0")
    return root


def folders(root: Path) -> list[str]:
    return [str(path.parent) for path in sorted(root.glob("*/source.toml"))]


@pytest.fixture(scope="module")
def released(sources: Path) -> Mapping[str, Released]:
    """The release of each recipe over all sources, in one workspace."""
    made = {}
    for name in RECIPES:
        recipe = load_recipe(FIELD / f"{name}.toml", folders(sources))
        path = build(recipe, Options(Workspace(sources / "build"), workers=1), accept_loss=True).path
        documents, ledger = (
            [row for file in sorted(path.glob(pattern)) for row in read_table(file).to_pylist()]
            for pattern in ("data/*/*.parquet", "ledger/*.parquet")
        )
        made[name] = Released(recipe, documents, ledger)
    return made


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_loads_with_its_own_sources(name: str) -> None:
    recipe = load_recipe(FIELD / f"{name}.toml")
    assert recipe.name == name
    assert recipe.sources


@pytest.mark.parametrize("name", RECIPES)
def test_signatures_are_made_of_the_text_that_is_compared(name: str) -> None:
    recipe = load_recipe(FIELD / f"{name}.toml")
    bound = [*recipe.map_stages, *recipe.corpus_stages]
    labels = [stage.label for stage in bound]
    if "sign_words" in labels:
        after = bound[labels.index("sign_words") + 1 :]
        assert not [stage.label for stage in after if "text" in stage.writes]


@pytest.mark.shared
@pytest.mark.parametrize("name", RECIPES)
def test_every_file_is_one_document_or_one_line_of_the_ledger(name: str, sources: Path, released: Mapping[str, Released]) -> None:
    of = released[name]
    found = [row["id"] for row in (*of.documents, *of.ledger)]
    assert len(found) == len(set(found)) == len(list(sources.glob("*/data/*")))
    assert of.documents


@pytest.mark.shared
@pytest.mark.parametrize("name", RECIPES)
def test_what_has_no_rights_is_in_no_release(name: str, released: Mapping[str, Released]) -> None:
    of = released[name]
    assert not of.texts(source="fr_sans_licence")
    assert "rights:none-found" in of.gone("fr_sans_licence")
    assert all((row["license"] or row["rights"]["basis"] == "statute") and row["rights"]["level"] for row in of.documents)


@pytest.mark.shared
def test_lucie_keeps_within_its_lengths_its_languages_and_its_score(released: Mapping[str, Released]) -> None:
    of = released["lucie"]
    assert all(50 <= len(WORDS.findall(row["text"])) <= 100_000 for row in of.documents)
    assert all(len(re.findall(r"[.!?]", row["text"])) >= 3 for row in of.documents)
    assert all(row["language_score"] >= 0.65 for row in of.documents)
    assert {row["language"] for row in of.documents} <= {"fr", "en", "de", "es", "it"}
    assert of.gone("sk_rada") >= {"language:other"}
    assert "{" not in "".join(row["text"] for row in of.documents)


@pytest.mark.shared
def test_lucie_masks_mail_telephone_and_ip_and_drops_what_was_read_badly(released: Mapping[str, Released]) -> None:
    (text,) = released["lucie"].texts(source="fr_essai")
    assert "Écrivez à [EMAIL_1], appelez le [PHONE_1] ou venez par [IP_1]" in text
    assert released["lucie"].gone("fr_essai") == {"quality:noise"}


@pytest.mark.shared
def test_lucie_rejects_whole_laws_for_their_formulas(released: Mapping[str, Released]) -> None:
    assert {"quality:repeated-5-grams", "quality:too-few-sentences"} <= released["lucie"].gone("de_gesetze")


@pytest.mark.shared
def test_fineweb2_keeps_the_size_of_clusters_and_publishes_its_signals(released: Mapping[str, Released]) -> None:
    of = released["fineweb2"]
    assert {"duplicate:near"} <= of.gone("fr_guides") | of.gone("fr_guides_bis")
    again = {row["cluster_size"] for row in of.documents if row["source"].startswith("fr_guides")}
    assert {1, 2} <= again
    for row in of.documents:
        assert row["gopher_dup_lines"] <= 0.363
        assert 0 < row["gopher_lettered_words"] <= 1
        assert row["fineweb_newlines"] is not None


@pytest.mark.shared
def test_fineweb2_has_limits_of_its_own_for_each_language(released: Mapping[str, Released]) -> None:
    of = {
        language: [row for row in released["fineweb2"].documents if row["language"] == language]
        for language in ("fr", "sk", "de")
    }
    assert all(of.values())
    assert all(row["language_score"] >= 0.824 and row["fineweb_ended_lines"] >= 0.1 for row in of["fr"])
    assert all(row["language_score"] >= 0.667 and row["fineweb_newlines"] <= 0.214 for row in of["sk"])
    assert all(row["language_score"] >= 0.821 and row["fineweb_newlines"] <= 0.152 for row in of["de"])


@pytest.mark.shared
def test_fineweb2_masks_mail_and_ip_only(released: Mapping[str, Released]) -> None:
    texts = released["fineweb2"].texts(source="fr_essai")
    assert any("Écrivez à [EMAIL_1], appelez le 01 53 45 67 89 ou venez par [IP_1]" in text for text in texts)


def test_fineweb2_limits_are_those_published() -> None:
    rules = load_rules(str(FIELD / "fineweb2-quality.toml"))
    french = {
        condition.signal: condition.limits.get("fr", condition.limits.get("*")) for rule in rules for condition in rule.conditions
    }
    assert french["gopher_dup_lines"] == 0.264
    assert [french[f"gopher_top_{n}gram"] for n in (2, 3, 4)] == [0.161, 0.149, 0.134]
    assert [french[f"gopher_dup_{n}grams"] for n in range(5, 11)] == [0.15, 0.141, 0.131, 0.121, 0.111, 0.1]
    assert (french["fineweb_ended_lines"], french["fineweb_newlines"], french["gopher_lettered_words"]) == (0.1, 0.185, 0.812)


@pytest.mark.shared
def test_common_corpus_judges_recognised_text_by_its_noise(released: Mapping[str, Released]) -> None:
    of = released["common-corpus"]
    noise = [row["noise"] for row in of.documents if row["source"] == "fr_imprimes" and row["noise"] is not None]
    assert len(noise) > 20
    assert max(noise) <= 0.05
    assert of.gone("fr_essai") == {"ocr-noise"}


@pytest.mark.shared
def test_common_corpus_leaves_law_and_debate_as_they_are(released: Mapping[str, Released]) -> None:
    of = released["common-corpus"]
    assert of.gone("fr_lois") == set()
    assert of.gone("sk_rada") <= {"too-short"}
    assert not any("jean.dupont" in row["text"] for row in of.documents)


@pytest.mark.shared
def test_croissant_has_as_much_french_as_english(released: Mapping[str, Released]) -> None:
    of = released["croissant"]
    french, english = (sum(len(text.encode()) for text in of.texts(language=language)) for language in ("fr", "en"))
    assert english > 100_000
    assert abs(french - english) <= 0.01 * english
    assert {row["language"] for row in of.documents} == {"fr", "en"}
    assert "mixed-out:fr" in of.gone("fr_lois") | of.gone("fr_guides")


@pytest.mark.shared
def test_croissant_without_english_says_so(sources: Path) -> None:
    recipe = load_recipe(FIELD / "croissant.toml", [str(sources / "fr_guides")])
    with pytest.raises(RecipeError, match="nothing of language 'en'"):
        build(recipe, Options(Workspace(sources / "build"), workers=1), accept_loss=True)


@pytest.mark.shared
def test_the_command_takes_sources_in_place_of_those_of_a_recipe(sources: Path, released: Mapping[str, Released]) -> None:
    named = [argument for folder in folders(sources) for argument in ("--source", folder)]
    done = call(World(sources), "build", str(FIELD / "croissant.toml"), *named, "--json", *FEW_WORKERS)
    said = answer(done)
    assert said["made"] is False  # the same sources and stages, so the release that is there already
    assert Path(said["release"]).parent.name == "croissant"
    assert released["croissant"].documents


def test_what_the_rules_reject_can_be_measured_on_any_documents(tmp_path: Path) -> None:
    one = f"Le contrat de travail est exécuté de bonne foi. {SENTENCES[0]}"  # an article of 26 words
    texts = [one, " ".join([*SENTENCES[:12]]), " ".join([SENTENCES[3]] * 40)]
    pq.write_table(pa.table({"text": texts, "language": ["fr"] * 3, "source": ["a", "a", "b"]}), tmp_path / "texts.parquet")
    command = [sys.executable, "-m", "bench.stages.field", "--data", str(tmp_path / "texts.parquet"), "--json"]
    done = subprocess.run(command, cwd=FIELD.parents[1], capture_output=True, text=True, timeout=120)
    said = json.loads(done.stdout)
    assert said["a"]["documents"] == 2
    assert said["a"]["lucie"]["any"] == said["a"]["lucie"]["too-few-words"] == 0.5
    assert said["a"]["moisson"]["any"] == 0.0
    assert said["b"]["fineweb2"]["repeated-5-grams"] == said["b"]["moisson"]["repeated-words"] == 1.0
