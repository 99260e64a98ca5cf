"""The card: read by the Hub's own parser, loaded by the tools it names, and true to the figures."""

import re
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from datasets.utils.info_utils import NonMatchingSplitsSizesError
from huggingface_hub import DatasetCard
from markdown_it import MarkdownIt
from small_release import FACTS, FICHES, LEDGERED, LEGI, RELEASED, packed, tally

from moisson.contracts.schemas import LEDGER, RELEASE
from moisson.privacy.persons.words import languages
from moisson.release.columns import COLUMNS
from moisson.release.inputs import pack_of
from moisson.release.pack.card import card
from moisson.release.pack.card_features import features, yaml
from moisson.release.pack.card_front import size_category
from moisson.release.pack.markdown import quoted
from moisson.release.stats.measured import names_in


@pytest.fixture(scope="module")
def stats() -> dict[str, Any]:
    return tally().stats(FACTS)


@pytest.fixture(scope="module")
def text(stats: dict[str, Any]) -> str:
    return card(packed(stats))


def front(text: str) -> dict[str, Any]:
    """The front matter, as the Hub's own parser reads it."""
    return dict(vars(DatasetCard(text).data))


def only_licence(stats: dict[str, Any], name: str | None) -> dict[str, Any]:
    changed = deepcopy(stats)
    changed["rights"]["by_license"] = [{"license": name, "documents": 6, "words": 162}]
    return changed


def test_the_hub_reads_the_front_matter(text: str) -> None:
    data = front(text)
    assert data["language"] == ["en", "fr"]
    assert (data["license"], data["license_name"], data["license_link"]) == ("other", "stated-for-each-document", "LICENSE.md")
    assert data["size_categories"] == ["n<1K"]
    assert data["task_categories"] == ["text-generation"]
    configs = {config["config_name"]: config["data_files"][0]["path"] for config in data["configs"]}
    assert configs == {
        "default": "data/*/*.parquet",
        "en": "data/en/*.parquet",
        "fr": "data/fr/*.parquet",
        "ledger": "ledger/*.parquet",
    }


@pytest.mark.parametrize(
    ("spdx", "license", "name"),
    [
        ("etalab-2.0", "etalab-2.0", None),
        ("CC-BY-4.0", "cc-by-4.0", None),
        ("ODbL-1.0", "odbl", None),
        ("OGL-UK-3.0", "other", "ogl-uk-3.0"),
        (None, "other", "official-texts-without-copyright"),
    ],
)
def test_one_licence_for_all_is_named_as_the_hub_names_it(
    stats: dict[str, Any], spdx: str | None, license: str, name: str | None
) -> None:
    data = front(card(packed(only_licence(stats, spdx))))
    assert (data["license"], data.get("license_name")) == (license, name)


def test_a_title_that_yaml_would_misread_comes_through(stats: dict[str, Any]) -> None:
    changed = deepcopy(stats)
    changed["recipe"]["title"] = 'no: "oui" # l\'État\n- fin'
    assert front(card(packed(changed)))["pretty_name"] == 'no: "oui" # l\'État - fin'


@pytest.fixture(scope="module")
def folder(stats: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small release on disk, with the card of what lies there."""
    here = tmp_path_factory.mktemp("release")
    for language in ("en", "fr"):
        (here / "data" / language).mkdir(parents=True)
        pq.write_table(RELEASED.filter(pc.equal(RELEASED["language"], language)), here / "data" / language / "part-00000.parquet")
    (here / "ledger").mkdir()
    pq.write_table(LEDGERED, here / "ledger" / "part-00000.parquet")
    (here / "README.md").write_text(card(pack_of(here, stats)), encoding="utf-8")
    return here


def test_every_tool_that_the_card_names_loads_the_release(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (folder / "README.md").read_text("utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    loaded: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", text, flags=re.S):
        exec(block, loaded)
    assert (loaded["documents"].num_rows, loaded["french"].num_rows, loaded["dropped"].num_rows) == (6, 5, 6)
    assert (len(loaded["frame"]), loaded["table"].num_rows) == (5, 6)
    first, second = [line for line in text.splitlines() if line.startswith("SELECT ")]
    assert sorted(duckdb.execute(first).fetchall()) == [(LEGI, 3, 98), (FICHES, 3, 64)]
    assert ("drop_short", "under-20-words", 2) in duckdb.execute(second).fetchall()


@pytest.mark.parametrize(("name", "rows"), [("default", 6), ("en", 1), ("fr", 5), ("ledger", 6)])
def test_each_configuration_loads_and_is_what_dataset_info_says(folder: Path, tmp_path: Path, name: str, rows: int) -> None:
    info = next(one for one in front((folder / "README.md").read_text("utf-8"))["dataset_info"] if one["config_name"] == name)
    loaded = datasets.load_dataset(
        str(folder), name, split="train", verification_mode="all_checks", cache_dir=str(tmp_path / "cache")
    )
    assert loaded.num_rows == rows == info["splits"][0]["num_examples"]
    schema = LEDGER if name == "ledger" else RELEASE
    assert loaded.features == datasets.Features.from_arrow_schema(schema) == datasets.Features._from_yaml_list(info["features"])
    assert loaded.info.download_size == info["download_size"]
    assert abs(loaded.info.dataset_size - info["dataset_size"]) < 100  # bytes; bitmaps of nulls are rounded up
    assert info["dataset_size"] == info["splits"][0]["num_bytes"]


def test_a_false_number_of_examples_would_be_noticed(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    text = (folder / "README.md").read_text("utf-8")
    (tmp_path / "copy" / "README.md").write_text(text.replace("num_examples: 5", "num_examples: 4"), encoding="utf-8")
    with pytest.raises(NonMatchingSplitsSizesError):
        datasets.load_dataset(str(tmp_path / "copy"), "fr", verification_mode="all_checks", cache_dir=str(tmp_path / "cache"))


def test_types_of_columns_are_written_as_datasets_writes_them() -> None:
    deep = pa.struct({"x": pa.float32(), "of": pa.large_list(pa.struct({"y": pa.list_(pa.int8())}))})
    plain = ("bool_", "int16", "uint64", "float16", "float64", "date32", "string", "binary")
    schema = pa.schema(
        {
            **{name: getattr(pa, name)() for name in plain},
            "empty": pa.null(),
            "when": pa.timestamp("us", "UTC"),
            "deep": deep,
            "lists": pa.large_list(pa.list_(pa.int64())),
            "three": pa.list_(pa.int32(), 3),
            "rows": pa.list_(deep),
        }
    )
    written = features(pa.schema([*RELEASE, *LEDGER.remove(0).remove(0), *schema]))
    expected = datasets.Features.from_arrow_schema(pa.schema([*RELEASE, *LEDGER.remove(0).remove(0), *schema]))
    assert front(f"---\n{yaml({'features': written})}---\n")["features"] == expected._to_yaml_list()


def test_every_column_of_a_release_is_described_and_no_other(text: str) -> None:
    assert list(COLUMNS) == RELEASE.names
    assert all(f"| `{name}` |" in text for name in RELEASE.names)


def test_the_figures_stand_in_the_card(text: str) -> None:
    assert "**6 documents, 162 words**" in text
    assert "| 3 | 98 | 60.5% | 31 | 2008–2017 |" in text
    assert (
        "| `drop_short` | Drop documents of fewer than `min_words` words. (`min_words = 20`) | 2 | 8 | `under-20-words`: 2 |"
        in text
    )
    assert "| `email` | 2 | 3 |" in text
    assert "| `extracted` | Read the words out of what was found. | 1 | 10 | `empty`: 1 |" in text
    assert "1 group of two or more stands for\n3 documents: 1 kept, 2 left out." in text


def test_the_card_says_what_nobody_has_read(text: str) -> None:
    assert "**For 4 of 6 documents, `rights.seen_at` is null: nobody fetched the evidence.**" in text
    assert "| `asserted` | the description of the source in Moisson says so" in text
    assert "**1 document carries an opt-out from text and data mining** (`reservation`): `fr_travail_fiches` (1)." in text


def test_the_card_leads_to_attribution_and_names_share_alike(stats: dict[str, Any], text: str) -> None:
    assert "[ATTRIBUTION.md](ATTRIBUTION.md) has one line for each source" in text
    assert "Share-alike" not in text
    assert "**Share-alike:** Open Data Commons Open Database License 1.0 (`ODbL-1.0`)" in card(
        packed(only_licence(stats, "ODbL-1.0"))
    )


def test_the_card_says_why_a_harvest_did_not_take_in_what_was_offered(stats: dict[str, Any]) -> None:
    found = {**stats["funnel"][0], "dropped": 3}
    for reasons, why in (
        (["same-id"], "3: listed twice"),
        (["withdrawn", "split:json-malformed", "same-id"], "3: listed twice or unreadable or withdrawn"),
    ):
        found["reasons"] = [{"reason": reason, "documents": 1} for reason in reasons]
        changed = {**stats, "funnel": [found, *stats["funnel"][1:]]}
        assert f"What the harvest did not take in ({why}) was never counted as found." in card(packed(changed))


def test_a_title_cannot_break_a_table_or_become_markup(text: str) -> None:
    html = MarkdownIt("commonmark").enable("table").render(DatasetCard(text).text)
    assert "<ds>" not in html.lower()
    assert "Les délégués syndicaux | &lt;DS&gt;</a>" in html


def with_stage(stats: dict[str, Any], name: str, **parameters: Any) -> dict[str, Any]:
    changed = deepcopy(stats)
    changed["stages"].append({"name": name, "version": 1, "phase": "map", "doc": "Says what it does.", "parameters": parameters})
    return changed


def test_recall_is_shown_for_what_was_looked_for_and_only_then(stats: dict[str, Any], text: str) -> None:
    assert "**recall**" not in text  # `mask_identifiers` without kinds looks for nothing that was measured
    masked = card(packed(with_stage(stats, "mask_personal_data", kinds=["phone"])))
    assert "| telephone numbers |" in masked
    assert "| 12 | 0.667 | not measured |" in masked
    assert "| names of persons |" not in masked


def test_the_card_says_in_which_languages_names_are_looked_for(stats: dict[str, Any]) -> None:
    assert names_in() == sorted(languages())
    changed = with_stage(stats, "mask_personal_data", kinds=["person"])
    changed["languages"] = [{"language": code, "documents": 3, "words": 81} for code in ("fr", "et")]
    assert "Dutch, Polish only: 3 documents here are in other languages." in card(packed(changed))


def test_parameters_are_shown_as_a_recipe_writes_them(stats: dict[str, Any]) -> None:
    parameters = {"a": True, "b": None, "c": {}, "d": ["x y", 2], "e": {"of": False, "not bare": 0.5}, "f": "licence", "g": []}
    changed = with_stage(stats, "look", **parameters)
    changed["funnel"].insert(-1, {"step": "look", "stage": "look", "documents": 6, "dropped": 0, "reasons": []})
    shown = '(`a = true`, `d = ["x y", 2]`, `e = {of = false, "not bare" = 0.5}`, `f = "licence"`)'
    assert f"Says what it does. {shown}" in card(packed(changed))


def test_boilerplate_evaluation_sets_and_kinds_have_their_chapters(stats: dict[str, Any], text: str) -> None:
    assert "No stage of this recipe looked for the questions of evaluation sets" in text
    assert "## Removed boilerplate" not in text
    changed = deepcopy(stats)
    changed["boilerplate"] = {
        "looked_for": True,
        "documents": 2,
        "lines": 9,
        "by_source": [{"source": LEGI, "documents": 2, "lines": 9}],
    }
    changed["contamination"] = {"looked_for": True, "sets": [{"set": "mmlu", "part": "passage", "documents": 1, "items": 4}]}
    changed["kinds"] = [{"kind": "law", "documents": 6, "words": 162}]
    more = card(packed(changed))
    changed["boilerplate"] |= {"documents": 0, "lines": 0, "by_source": []}
    assert "were looked for; none was found." in card(packed(changed))
    assert "were taken out of 2 documents:\n9 lines." in more
    assert "| `mmlu` | passage | 1 | 4 |" in more
    assert "| law | 6 | 162 | 100.0% |" in more


def test_the_commands_that_the_card_names_for_strangers_are_those_of_the_pack(text: str) -> None:
    assert "ssh-keygen -Y check-novalidate -n moisson -s MANIFEST.sig < MANIFEST.json" in text
    assert "moisson apply-withdrawals withdrawals.jsonl FOLDER" in text
    assert "`moisson verify FOLDER`" in text


def test_a_passage_with_fences_stays_one_block() -> None:
    rendered = MarkdownIt("commonmark").render(quoted("avant\n```\n# après"))
    assert rendered.count("<pre>") == 1
    assert "<h1>" not in rendered


@pytest.mark.parametrize(
    ("documents", "name"),
    [(999, "n<1K"), (1_000, "1K<n<10K"), (48_213, "10K<n<100K"), (5 * 10**10, "10B<n<100B"), (10**12, "n>1T")],
)
def test_size_classes_are_the_hubs(documents: int, name: str) -> None:
    assert size_category(documents) == name


def test_what_the_licences_ask_together_and_what_cannot_be_merged_stands_in_the_card(stats: dict[str, Any]) -> None:
    changed = deepcopy(stats)
    changed["rights"]["by_license"] = [
        {"license": name, "documents": 2, "words": 54} for name in ("CC-BY-SA-4.0", "ODbL-1.0", None)
    ]
    said = " ".join(card(packed(changed)).split())
    assert "Some documents are under share-alike licences (CC-BY-SA-4.0, ODbL-1.0)" in said
    assert "Do not merge documents under CC-BY-SA-4.0 and ODbL-1.0 into one work" in said
    assert "share-alike" not in card(packed(only_licence(stats, "CC0-1.0")))
