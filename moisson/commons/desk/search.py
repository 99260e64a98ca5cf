"""Finds what an asker names, by id, address or passage: in releases, runs, harvests, tokens and models of a workspace."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.commons.desk.tickets import asker_of, named_by
from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.identity import canonical_json
from moisson.harvest.snapshot import snapshots
from moisson.models.seen import models_of, trace_in_models
from moisson.models.tokens.look_up import folders_in, places_in
from moisson.stewardship.holdings import sources_of
from moisson.stewardship.opened import releases_of, row_groups
from moisson.stewardship.trace.document import trace
from moisson.stewardship.trace.passage import Passage
from moisson.stewardship.trace.text import trace_text
from moisson.workspace.storage import Workspace, read_batches

MOST = 100  # documents that one request may find; a passage that more hold names none
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://(?:www\.)?", re.I)


def search(workspace: Workspace, named: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The documents that are meant, each with where it is held; near matches of passages; what nothing was found for."""
    ids, near, unfound = dict[str, list[str]](), dict[str, float](), list[dict[str, str]]()
    for way, said in named:
        why, hits = "", list[str]()
        match way:
            case "id":
                hits = [said] if _held(workspace, said) else []
            case "address":
                hits = list(dict.fromkeys(_at(workspace, said)))
            case _:
                try:
                    found = trace_text(Passage(said), workspace, MOST)
                except UserError as error:
                    why = str(error)
                else:
                    hits = [each["id"] for each in found["found"]]
                    near |= {each["id"]: each["share"] for each in found["near"]}
                    near |= {each["id"]: 0.0 for passage in found["passages"] for each in passage["found"]}
        for id in hits[:MOST]:
            ids.setdefault(id, []).append(way)
        if not hits or len(hits) > MOST:
            unfound.append({"way": way, "said": said, "why": why or ("too many documents" if hits else "nothing holds it")})
    documents = [{**_document(workspace, id), "by": ways} for id, ways in list(ids.items())[:MOST]]
    return {"documents": documents, "near": [id for id in near if id not in ids][:MOST], "unfound": unfound}


def search_for(connection: sqlite3.Connection, workspace: Workspace, number: str, today: date) -> dict[str, Any]:
    """Search what a request names, and keep what was found: its answer quotes it. Raises UserError where it names nothing."""
    asker_of(connection, number)
    if not (named := named_by(connection, number)):
        raise UserError(f"{number} names no document; `desk ask {number} --about document` asks for one.")
    found = search(workspace, named)
    row = (number, today.isoformat(), canonical_json(found).decode())
    connection.execute("INSERT OR REPLACE INTO found VALUES (?, ?, ?)", row)
    return found


def _held(workspace: Workspace, id: str) -> bool:
    try:
        trace(workspace, id)
    except NotFound:
        return False
    return True


def _document(workspace: Workspace, id: str) -> dict[str, Any]:
    """What is held of a document, without its text."""
    found = trace(workspace, id)
    held = [row for row in found["releases"] if row["holds"]]
    titles = (row.get("title") for row in held)
    urls = (row.get("url") for row in [*held, *found["harvests"]])
    models = trace_in_models(models_of(workspace), [id, *([found["withdrawn"]["name"]] if found["withdrawn"] else [])])
    return {
        "id": id,
        "title": next(filter(None, titles), None),
        "publisher": found["publisher"],
        "url": next(filter(None, urls), None),
        "releases": sorted({row["release"] for row in held}),
        "left_out_of": sorted({row["release"] for row in found["releases"] if not row["holds"]}),
        "harvests": len(found["harvests"]),
        "tokens": sorted({row["release"] + " as " + row["tokenizer"] for row in places_in(folders_in(workspace.root), id)}),
        "models": [
            {
                "model": each["model"],
                "first_step": min((row["first_step"] for row in each["seen"] if row["first_step"]), default=None),
            }
            for each in models
            if each["seen"]
        ],
        "withdrawn": found["withdrawn"]["date"] if found["withdrawn"] else None,
    }


def _bare(address: str) -> str:
    """An address without what changes nothing: scheme, `www.`, fragment, a slash at its end, capitals."""
    return SCHEME.sub("", address.strip()).partition("#")[0].rstrip("/").casefold()


def _at(workspace: Workspace, address: str) -> Iterator[str]:
    """The ids of what stands at an address, in releases and harvests."""
    wanted = _bare(address)
    if not wanted:
        return
    for release in releases_of(workspace):
        yield from _with(row_groups(release.data, ["id", "url"]), wanted)
    for source in sources_of(workspace):
        for snapshot in snapshots(workspace, source)[-1:]:
            yield from _with((pa.Table.from_batches([batch]) for batch in read_batches(snapshot.path, ["id", "url"])), wanted)


def _with(tables: Iterable[pa.Table], wanted: str) -> Iterator[str]:
    for table in tables:
        likely = table.filter(pc.fill_null(pc.match_substring(table["url"], wanted, ignore_case=True), False))
        yield from (row["id"] for row in likely.to_pylist() if _bare(row["url"]) == wanted)
