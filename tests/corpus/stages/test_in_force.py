"""On which day a release stands, and what is in force on it, by dates that the publisher or the text states."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared
from small_source import NAME, SENTENCES, Entry, World

from moisson.build import build
from moisson.contracts.schemas import SNAPSHOT
from moisson.corpus.recipe import load_recipe
from moisson.corpus.stages.in_force import day_of, in_force, newest_dates
from moisson.workspace.storage import read_json

STATES = {"VIGUEUR": "in-force", "VIGUEUR_DIFF": "future", "ABROGE": "repealed", "ABROGE_DIFF": "in-force"}
BEFORE, DAY, AFTER, FAR = "2025-01-01", "2026-03-27", "2027-01-01", "2999-01-01"

# state, valid_from, valid_to, and what it is on DAY
IN_FORCE: tuple[tuple[str | None, str | None, str | None, str | None], ...] = (
    ("VIGUEUR", BEFORE, FAR, "in-force"),
    ("VIGUEUR", BEFORE, None, "in-force"),
    ("VIGUEUR", None, None, "in-force"),
    ("VIGUEUR", DAY, FAR, "in-force"),  # its first day
    ("VIGUEUR", AFTER, FAR, "future"),
    ("VIGUEUR", BEFORE, DAY, "repealed"),  # the day on which it ceases is no day of it
    ("VIGUEUR", BEFORE, AFTER, "in-force"),
    ("VIGUEUR", "2024", "2025", "repealed"),  # years compare as dates do
    ("VIGUEUR", BEFORE, "2026", "in-force"),  # some day of the year: not surely over
    ("VIGUEUR", BEFORE, "2026-03", "in-force"),
    ("VIGUEUR", BEFORE, "2026-02", "repealed"),
    ("VIGUEUR", "2026-04", FAR, "future"),
    ("VIGUEUR_DIFF", "2026", FAR, "future"),  # not surely begun
    ("VIGUEUR_DIFF", "2026-03-27T00:00:00+01:00", FAR, "in-force"),
    ("VIGUEUR", BEFORE, "sine die", "in-force"),
    ("VIGUEUR_DIFF", AFTER, FAR, "future"),
    ("VIGUEUR_DIFF", BEFORE, FAR, "in-force"),  # announced, and now begun
    ("VIGUEUR_DIFF", DAY, FAR, "in-force"),
    ("VIGUEUR_DIFF", None, None, "future"),
    ("VIGUEUR_DIFF", "2024-01-01", BEFORE, "repealed"),  # begun and over since
    ("ABROGE", BEFORE, "2025-06-01", "repealed"),
    ("ABROGE", BEFORE, None, "repealed"),
    ("ABROGE", None, None, "repealed"),
    ("ABROGE", BEFORE, AFTER, "in-force"),  # repealed when it was fetched, not yet on the recipe's date
    ("ABROGE", AFTER, FAR, "future"),
    ("ABROGE_DIFF", BEFORE, AFTER, "in-force"),
    ("ABROGE_DIFF", BEFORE, DAY, "repealed"),
    ("PERIME", BEFORE, FAR, None),  # the source does not say what the word means
    ("PERIME", BEFORE, BEFORE, None),
    (None, BEFORE, FAR, None),
)


def rows(cases: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(
        cases, schema=pa.schema([SNAPSHOT.field(name) for name in ("legal_state", "valid_from", "valid_to")])
    )


def cases() -> pa.Table:
    return rows([{"legal_state": state, "valid_from": begin, "valid_to": end} for state, begin, end, _ in IN_FORCE])


def test_state_and_dates_and_the_recipes_date_say_what_is_in_force() -> None:
    found = in_force(cases(), STATES, DAY).to_pylist()
    assert list(zip(IN_FORCE, found, strict=True)) == [(case, case[3]) for case in IN_FORCE]


def test_in_force_does_not_depend_on_how_the_rows_are_chunked() -> None:
    pieces = pa.concat_tables([cases().slice(n, 1) for n in range(len(IN_FORCE))] + [cases().slice(0, 0)])
    assert in_force(pieces, STATES, DAY).to_pylist() == [case[3] for case in IN_FORCE]


def test_without_a_date_the_publishers_word_stands() -> None:
    said = [STATES.get(case[0] or "") for case in IN_FORCE]
    assert in_force(cases(), STATES, None).to_pylist() == said


@pytest.mark.parametrize("as_of", [None, DAY])
def test_nothing_is_in_force_where_nothing_is(as_of: str | None) -> None:
    assert in_force(rows([]), STATES, as_of).to_pylist() == []
    assert in_force(cases(), {}, as_of).to_pylist() == [None] * len(IN_FORCE)


@pytest.mark.parametrize("as_of", ["2026", "2026-03"])
def test_a_date_that_is_no_day_moves_only_what_is_surely_before_or_after(as_of: str) -> None:
    dated: list[dict[str, Any]] = [
        {"legal_state": "VIGUEUR", "valid_from": "2026-03-30"},
        {"legal_state": "VIGUEUR_DIFF", "valid_from": "2026-03-01"},
        {"legal_state": "VIGUEUR", "valid_to": "2026-03-01"},
        {"legal_state": "VIGUEUR", "valid_to": "2025-12-31"},
        {"legal_state": "VIGUEUR", "valid_from": "2027"},
    ]
    assert in_force(rows(dated), STATES, as_of).to_pylist() == ["in-force", "future", "in-force", "repealed", "future"]


DATED = pa.schema([("source", pa.large_string()), ("created", pa.large_string()), ("valid_from", pa.large_string())])


def newest(*documents: tuple[str | None, str | None], month: str = "2026-11") -> str | None:
    held = [{"source": "s", "created": created, "valid_from": begin} for created, begin in documents]
    return day_of([newest_dates([pa.RecordBatch.from_pylist(held, schema=DATED)], {"s": month})])


def test_a_release_stands_on_the_newest_date_of_a_document_that_is_not_after_the_harvest() -> None:
    assert newest(("2000-07-18", None), ("2026-06-16", None), ("2038-12-31", None)) == "2026-06-16"
    assert newest(("2026", None), ("2025-12-31", None)) == "2026"
    assert newest(("2026", None), ("2026-03-27T10:00:00Z", None)) == "2026-03-27"
    assert newest(("undated", None), ("2019", None)) == "2019"


def test_law_that_is_announced_moves_no_release() -> None:
    assert newest(("2026-03-26", "2026-09-01"), ("2010", "2038-12-31")) == "2026-03-26"


def test_where_no_document_has_a_date_the_beginnings_count() -> None:
    assert newest((None, "2024-05-01"), (None, "2027-01-01")) == "2024-05-01"
    assert newest((None, None), (None, "2027-01-01")) is None
    assert newest() is None


def test_each_source_is_dated_by_its_own_harvest() -> None:
    held = [{"source": "old", "created": "2025-06-01"}, {"source": "new", "created": "2024-02-01"}]
    batch = pa.RecordBatch.from_pylist(held, schema=DATED)
    assert day_of([newest_dates([batch], {"old": "2025-05", "new": "2026-11"})]) == "2024-02-01"


@given(
    st.lists(st.sampled_from(["2019", "2020-02", "2020-02-29", "2021-01-01T00:00", "2999-01-01", "n. d.", None]), max_size=9),
    st.data(),
)
def test_a_releases_date_does_not_depend_on_order_or_batches(dates: list[str | None], data: st.DataObject) -> None:
    held = [{"source": "s", "created": date} for date in data.draw(st.permutations(dates))]
    cuts = sorted({0, len(held), *data.draw(st.lists(st.integers(0, len(held)), max_size=3))})
    batches = [pa.RecordBatch.from_pylist(held[low:high], schema=DATED) for low, high in pairwise(cuts)]
    assert day_of(newest_dates([batch], {"s": "2026-11"}) for batch in batches) == newest(*((date, None) for date in dates))


def act(world: World, data: Path, language: str) -> str:
    """A source over a folder of acts that state their dates and `in_force` in their front matter; its name."""
    name = f"xx_{data.parent.name.replace('-', '_')}"
    world.root.joinpath("sources", name).mkdir()
    (world.root / "sources" / name / "source.toml").write_text(
        f"""
title = "Acts"
about = "Acts with front matter."
language = "{language}"
publisher = {{ name = "A ministry" }}
legal_states = {{ in_force = "in-force", repealed = "repealed" }}
connector = {{ use = "folder", path = "{data}" }}
rights = {{ license = "CC-BY-4.0", basis = "licence", level = "asserted", reason = "As its README states." }}
""",
        encoding="utf-8",
    )
    return name


@pytest.mark.shared
@pytest.mark.parametrize(
    ("acts", "language", "day"), [("law-fi-legalize", "fi", "2026-06-16"), ("law-ee-legalize", "et", "2026-03-26")]
)
def test_dates_that_acts_state_are_the_releases(acts: str, language: str, day: str, world: World) -> None:
    """The publisher dates one article, of 2000; of the acts the harvest knows no date, and some begin as late as 2038."""
    world.publish([Entry("a", SENTENCES[0], {"created": "2000-07-18"})])
    more = f'[[sources]]\nuse = "./sources/{act(world, shared(f"{acts}/data"), language)}"\n'
    path = world.recipe_file([{"use": "require_rights"}])
    path.write_text(path.read_text() + more)
    release = build(load_recipe(path), world.options()).path
    stats, card = read_json(release / "stats.json"), (release / "README.md").read_text()
    assert stats["recipe"]["as_of"] == stats["dates"]["newest"] == day
    assert f"as of **{day}**" in card
    assert read_json(release / "ai-act-contribution.json")["releases"][0]["as_of"] == day
    assert f'dcat:endDate "{day}"' in (release / "dcat.ttl").read_text()
    documents = [row for file in (release / "data").rglob("*.parquet") for row in pq.read_table(file).to_pylist()]
    acted = [row for row in documents if row["source"] != NAME and row["legal_state"] == "in_force"]
    assert len(acted) > 80
    assert all((row["force"] == "future") == ((row["valid_from"] or "") > day) for row in acted)
