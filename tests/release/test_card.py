"""The card: read by the Hub's own parser, loaded by the tools it names, and true to the figures."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import datasets
import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from huggingface_hub import DatasetCard
from markdown_it import MarkdownIt
from small_release import FACTS, FICHES, LEDGERED, LEGI, RELEASED, packed, tally

from moisson.release.card import card
from moisson.release.card_front import size_category
from moisson.release.columns import COLUMNS
from moisson.release.markdown import code, escaped, quoted, table
from moisson.schemas import RELEASE


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
    assert (data["license"], data["license_name"]) == ("other", "stated-for-each-document")
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


def test_every_tool_that_the_card_names_loads_the_release(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("en", "fr"):
        (tmp_path / "data" / language).mkdir(parents=True)
        rows = RELEASED.filter(pc.equal(RELEASED["language"], language))
        pq.write_table(rows, tmp_path / "data" / language / "part-00000.parquet")
    (tmp_path / "ledger").mkdir()
    pq.write_table(LEDGERED, tmp_path / "ledger" / "part-00000.parquet")
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    loaded: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", text, flags=re.S):
        exec(block, loaded)
    assert (loaded["documents"].num_rows, loaded["french"].num_rows, loaded["dropped"].num_rows) == (6, 5, 6)
    assert (len(loaded["frame"]), loaded["table"].num_rows) == (5, 6)
    first, second = [line for line in text.splitlines() if line.startswith("SELECT ")]
    assert sorted(duckdb.execute(first).fetchall()) == [(LEGI, 3, 98), (FICHES, 3, 64)]
    assert ("drop_short", "under-20-words", 2) in duckdb.execute(second).fetchall()


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


def test_attribution_names_the_producer_and_the_date_of_the_last_update(text: str) -> None:
    assert (
        "](<https://www.dila.premier-ministre.gouv.fr>), « LEGI: consolidated codes », updated 2026-03-27; Licence Ouverte 2.0"
        in text
    )
    assert "updated 2025-11-13 (the newest date in its documents; the publisher names none)" in text


def test_withdrawal_says_whom_to_write_to(stats: dict[str, Any], text: str) -> None:
    assert "write to <donnees@example.org>, with its id" in text
    changed = deepcopy(stats)
    changed["recipe"]["contact"] = None
    assert "write to whoever gave you this release (its recipe names no contact)" in card(packed(changed))


def test_a_recipe_without_masking_or_duplicates_says_so(stats: dict[str, Any]) -> None:
    changed = deepcopy(stats)
    changed["stages"], changed["clusters"]["looked_for"] = [], False
    changed["funnel"] = [changed["funnel"][0], changed["funnel"][1], changed["funnel"][-1]]
    text = card(packed(changed))
    assert "No stage of this recipe masks personal data" in text
    assert "No stage of this recipe looked for near-duplicates" in text
    assert "Near-duplicates share" not in text


def test_a_title_cannot_break_a_table_or_become_markup(text: str) -> None:
    html = MarkdownIt("commonmark").enable("table").render(DatasetCard(text).text)
    assert "<ds>" not in html.lower()
    assert "Les délégués syndicaux | &lt;DS&gt;</a>" in html


def test_cells_keep_a_table_a_table() -> None:
    rendered = MarkdownIt("commonmark").enable("table").render(table(("A", "B"), [(escaped("a|b\n*c* <i>"), code("d|`e`"))]))
    assert rendered.count("<td>") == 2
    assert "a|b *c* &lt;i&gt;" in rendered
    assert "<code>d|'e'</code>" in rendered


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


def test_the_same_card_twice(stats: dict[str, Any], text: str) -> None:
    assert card(packed(tally(1).stats(FACTS))) == text
