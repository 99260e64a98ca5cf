"""A corpus with addresses learns from a dated snapshot what their hosts reserve; what is reserved is dropped with evidence."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import RESERVATION, STRING
from moisson.corpus.stages.reservations import drop_reserved, read_reservations

Row = dict[str, str | None]
SAID: list[Row] = [
    {"host": "closed.example", "fetched_at": "2026-10-01", "robots": "", "tdmrep": None},
    {
        "host": "Closed.example",
        "fetched_at": "2026-11-01",
        "robots": "User-agent: GPTBot\nDisallow: /\nAllow: /open/\n",
        "tdmrep": '[{"location": "/t/", "tdm-reservation": 1, "tdm-policy": "https://closed.example/p"}]',
    },
    {"host": "open.example", "fetched_at": "2026-11-02", "robots": None, "tdmrep": None},
    {
        "host": "odd.example:8080",
        "fetched_at": "2026-11-03",
        "robots": "User-agent: *\nContent-Usage: train-ai=n",
        "tdmrep": None,
    },
]
ROBOTS: Row = {
    "protocol": "robots.txt",
    "value": "disallows GPTBot",
    "where": "https://closed.example/robots.txt",
    "seen_at": "2026-11-01",
}
TDM: Row = {
    "protocol": "tdmrep",
    "value": "tdm-reservation: 1, tdm-policy: https://closed.example/p",
    "where": "https://closed.example/.well-known/tdmrep.json",
    "seen_at": "2026-11-01",
}


@pytest.fixture(params=["parquet", "folder of parquet", "folder"])
def hosts(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same snapshot, in each of its forms."""
    if request.param == "folder":
        for said in SAID:
            folder = tmp_path / str(said["fetched_at"]) / str(said["host"])
            folder.mkdir(parents=True)
            for name, text in (("robots.txt", said["robots"]), ("tdmrep.json", said["tdmrep"])):
                if text is not None:
                    (folder / name).write_text(text)
        return str(tmp_path)
    path = tmp_path / "hosts.parquet"
    pq.write_table(pa.Table.from_pylist(SAID), path)
    return str(path if request.param == "parquet" else tmp_path)


def batch(*rows: tuple[str | None, list[Row] | None]) -> pa.RecordBatch:
    urls, had = zip(*rows, strict=True) if rows else ((), ())
    return pa.record_batch({"url": pa.array(urls, STRING), "reservation": pa.array(had, RESERVATION)})


def read(hosts: str, *rows: tuple[str | None, list[Row] | None], **parameters: Any) -> dict[str, list[Any]]:
    return {name: column.to_pylist() for name, column in read_reservations(hosts, **parameters)(batch(*rows)).items()}


def test_reservations_are_added_by_the_newest_that_a_host_said(hosts: str) -> None:
    found = read(
        hosts,
        ("https://closed.example/a", None),
        ("http://CLOSED.example:80/open/a", None),
        ("https://closed.example/t/a", []),
        ("https://open.example/a", None),
        ("https://odd.example:8080/a", None),
        ("https://odd.example/a", None),
        (None, None),
    )
    aipref: Row = {
        "protocol": "aipref",
        "value": "train-ai=n",
        "where": "https://odd.example:8080/robots.txt",
        "seen_at": "2026-11-03",
    }
    assert found["reservation"] == [[ROBOTS], None, [ROBOTS, TDM], None, [aipref], None, None]
    assert found["drop_reason"] == [None] * 7


def test_what_was_found_before_stays(hosts: str) -> None:
    before: Row = {"protocol": "noai", "value": "noai", "where": "https://closed.example/a", "seen_at": "2026-09-01"}
    again: Row = {**ROBOTS, "seen_at": "2026-09-01"}
    found = read(hosts, ("https://closed.example/a", [before, again]), ("https://open.example/a", [before]))
    assert found["reservation"] == [[before, again], [before]]


def test_a_host_that_the_snapshot_lacks_may_be_dropped(hosts: str) -> None:
    found = read(hosts, ("https://new.example/a", None), ("https://open.example/a", None), ("http://[", None), unknown="drop")
    assert found["drop_reason"] == ["reservation:host-unknown", None, "reservation:host-unknown"]
    assert found["drop_detail"] == ["the snapshot does not have new.example", None, "the document has no address of the web"]


def test_what_is_reserved_is_dropped_with_the_evidence() -> None:
    rows: list[tuple[str | None, list[Row] | None]] = [
        ("x", [TDM, ROBOTS]),
        ("y", [TDM]),
        ("z", []),
        (None, None),
    ]
    every = {name: column.to_pylist() for name, column in drop_reserved()(batch(*rows)).items()}
    words = "disallows GPTBot, https://closed.example/robots.txt, seen 2026-11-01"
    tdm = f"{TDM['value']}, {TDM['where']}, seen 2026-11-01"
    assert every["drop_reason"] == ["reserved:robots.txt", "reserved:tdmrep", None, None]
    assert every["drop_detail"] == [f"{words}; {tdm}", tdm, None, None]
    some = drop_reserved(protocols=["robots.txt"])(batch(*rows))
    assert some["drop_reason"].to_pylist() == ["reserved:robots.txt", None, None, None]


def test_a_snapshot_that_is_none_is_a_mistake_in_the_recipe(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="holds no host"):
        read_reservations(str(tmp_path))
    text = tmp_path / "hosts.csv"
    text.write_text("host,robots\n")
    with pytest.raises(RecipeError, match="is not Parquet"):
        read_reservations(str(text))
    pq.write_table(pa.table({"host": ["h"]}), tmp_path / "hosts.parquet")
    with pytest.raises(RecipeError, match="has no column `fetched_at`"):
        read_reservations(str(tmp_path / "hosts.parquet"))
