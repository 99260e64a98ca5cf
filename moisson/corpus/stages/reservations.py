"""Opt-outs, for any corpus with addresses: looked up in a dated snapshot of what hosts said, and obeyed protocol by protocol."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from moisson.connectors.web.manners import Purpose
from moisson.connectors.web.optouts import TDMREP, HttpMessage, Rules, TdmFile, reservations
from moisson.connectors.web.robots import Robots
from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import RESERVATION
from moisson.contracts.stage import DROPS, Columns, DataFile, Step, stage
from moisson.corpus.stages.reasons import Reasons

Protocol = Literal["robots.txt", "tdmrep", "aipref", "content-signal", "noai"]
COLUMNS = ("host", "fetched_at", "robots", "tdmrep")
PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True)
class Said:
    """What one host said on one day; None where it had no such file."""

    host: str
    fetched_at: str
    robots: str | None
    tdmrep: str | None


@stage(version=1, reads=("url", "reservation"), writes=("reservation", *DROPS))
def read_reservations(
    hosts: DataFile,  # a Parquet file with host, fetched_at, robots and tdmrep
    agents_for: Sequence[Purpose] = ("training",),  # purposes of the AI agents that count in robots.txt
    unknown: Literal["keep", "drop"] = "keep",  # what happens if the snapshot does not know a host
) -> Step:
    """Add to `reservation` what the hosts of the documents' addresses reserve, by a snapshot of their robots.txt and tdmrep.json.

    `hosts` is Parquet with the columns host, fetched_at, robots and tdmrep, or a folder `<date>/<host>/robots.txt` and
    `tdmrep.json`; of several dates of a host the newest counts. `agents_for` are the purposes of AI agents that count. A document
    whose host is not in the snapshot is kept, or with `unknown = "drop"` dropped as `reservation:host-unknown`.
    """
    snapshot = {said.host: _rules(said, tuple(agents_for)) for said in _newest(Path(hosts))}

    def found(url: str | None) -> tuple[Mapping[str, str | None], ...] | None:
        rules = snapshot.get(_host(url or ""))
        return None if rules is None else reservations([(rules[0], url or "")], HttpMessage(url or ""), rules[1])

    def step(batch: pa.RecordBatch) -> Columns:
        urls = batch.column("url").to_pylist()
        rows = [found(url) for url in urls]
        before = batch.column("reservation").to_pylist()
        joined = [had if not more else _together(had or [], more) for had, more in zip(before, rows, strict=True)]
        reasons = Reasons(batch.num_rows)
        if unknown == "drop":
            mask = pa.array([row is None for row in rows], pa.bool_()).to_numpy(zero_copy_only=False)
            reasons.add("reservation:host-unknown", mask, lambda row: _unknown(urls[row]))
        return {"reservation": pa.array(joined, RESERVATION), **reasons.columns()}

    return step


@stage(version=1, reads=("reservation",), writes=DROPS)
def drop_reserved(
    protocols: Sequence[Protocol] = get_args(Protocol),  # opt-outs that count
) -> Step:
    """Drop documents with an opt-out by one of `protocols`, as `reserved:<protocol>`, with the words, the place and the day."""
    order = {name: place for place, name in enumerate(protocols)}

    def step(batch: pa.RecordBatch) -> Columns:
        column = batch.column("reservation")
        said = np.flatnonzero(pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False))
        counted: dict[int, list[dict[str, Any]]] = {
            row: sorted((one for one in column[row].as_py() if one["protocol"] in order), key=lambda one: order[one["protocol"]])
            for row in said.tolist()
        }
        reasons = Reasons(batch.num_rows)
        for protocol in protocols:
            mask = np.zeros(batch.num_rows, np.bool_)
            mask[[row for row, found in counted.items() if found and found[0]["protocol"] == protocol]] = True
            reasons.add(f"reserved:{protocol}", mask, lambda row: "; ".join(map(_words, counted[row])))
        return reasons.columns()

    return step


def _together(had: list[Mapping[str, Any]], more: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What was found before and what is found now; the same finding on another day is one, of the day it was seen first."""
    known = {(row["protocol"], row["value"], row["where"]) for row in had}
    return [*had, *(row for row in more if (row["protocol"], row["value"], row["where"]) not in known)]


def _words(row: Mapping[str, Any]) -> str:
    return f"{row['value']}, {row['where']}" + (f", seen {row['seen_at']}" if row["seen_at"] else "")


def _unknown(url: str | None) -> str:
    return f"the snapshot does not have {_host(url)}" if url and _host(url) else "the document has no address of the web"


def _host(url: str) -> str:
    """A host as snapshots name it: in lower case, with its port where that is not the usual one."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    return host if port is None or str(port) == PORTS.get(parts.scheme) else f"{host}:{port}"


def _rules(said: Said, purposes: tuple[Purpose, ...]) -> tuple[Rules, str]:
    where = f"https://{said.host}"
    robots = Robots(said.robots or "", f"{where}/robots.txt", purposes)
    return Rules(robots, TdmFile.parse(said.tdmrep, where + TDMREP) if said.tdmrep else TdmFile()), said.fetched_at


def _newest(path: Path) -> Iterator[Said]:
    """The newest of each host, in the order of the hosts."""
    newest: dict[str, Said] = {}
    for said in sorted(_from_folder(path) if _is_folder(path) else _from_parquet(path), key=lambda said: said.fetched_at):
        newest[said.host] = said
    if not newest:
        raise RecipeError(f"stage read_reservations: {path} holds no host; it should be Parquet, or <date>/<host>/robots.txt.")
    yield from (newest[host] for host in sorted(newest))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.glob("*.parquet"))


def _from_parquet(path: Path) -> Iterator[Said]:
    for file in sorted(path.glob("*.parquet")) if path.is_dir() else [path]:
        try:
            table = pq.read_table(file, partitioning=None)
        except (pa.ArrowException, OSError) as error:
            raise RecipeError(f"stage read_reservations: {file} is not Parquet: {error}.") from None
        if missing := [name for name in COLUMNS if name not in table.column_names]:
            raise RecipeError(f"stage read_reservations: {file} has no column `{missing[0]}`; it needs {', '.join(COLUMNS)}.")
        for row in table.select(list(COLUMNS)).to_pylist():
            yield Said(row["host"].lower(), str(row["fetched_at"]), row["robots"], row["tdmrep"])


def _from_folder(path: Path) -> Iterator[Said]:
    for folder in sorted(each for each in path.glob("*/*") if each.is_dir()):
        robots, tdmrep = folder / "robots.txt", folder / "tdmrep.json"
        yield Said(folder.name.lower(), folder.parent.name, _text(robots), _text(tdmrep))


def _text(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else None
