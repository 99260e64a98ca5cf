"""Versions: which documents are wordings of one text, and which of them is the newest.

A work is known by what its publisher calls it: its title, its identifiers, the day on which it was adopted. Its newest wording is
known by any date or state that the publisher or the text gives.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.schemas import STRING
from moisson.contracts.seeds import without_seeds
from moisson.corpus.stages.in_force import stated
from moisson.kernels.jaccard import Versions
from moisson.kernels.unionfind import Components, stars

OF_VERSIONS = (
    *("id", "source", "title", "format", "identifiers", "part_of", "publisher_version", "created"),
    *("valid_from", "valid_to", "legal_state"),
)
# The day of a wording, at the end of its identifier: /eli/cz/sb/2015/228/2015-10-01, 02016R0679-20160504, urn:lex:…@2015-03-16.
DATED = r"[-/@=;!](?P<y>[0-9]{4})-?(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})$"
SCHEMES = ("eli", "celex", "urn")

Rows = NDArray[np.int64]
Column = Callable[[str], pa.Array]


def versions(column: Column, component: Rows) -> Versions:
    """The work that each row is a wording of, and which of its wordings.

    Works are told within a `component` of like documents, so that what else is in the corpus changes nothing. Of one work,
    within a source: the same title and the same identifiers (ELI, CELEX … without the day of the wording) or, where
    there are none, part of the same whole; of acts whose beginning is known, also the same title adopted on the same day: some
    publishers number each wording.
    Another wording: another version of the publisher's, or other dates of validity; where a work is named by its identifiers
    and nothing tells its documents apart but their words, each of one format is another wording. Rows without title and
    identifiers are of no work that we know, each one its own.
    """
    stems, days = _identified(column("identifiers"))
    names = _names(column, stems, days)
    among = pa.array(component)
    works = Components(len(component))
    for rows, parts in names:
        works.unite(stars(_codes(among, *parts)[rows].astype(np.uint64), rows.astype(np.uint32)))
    work = works.roots().astype(np.int64)
    dates = [column(name) for name in ("publisher_version", "valid_from", "valid_to")]
    dated = pc.or_(pc.or_(dates[0].is_valid(), dates[1].is_valid()), pc.or_(dates[2].is_valid(), days.is_valid()))
    wording = _codes(*dates, days)
    alone = pc.and_(pc.not_equal(stems, ""), pc.invert(dated)).to_numpy(zero_copy_only=False)
    # The same act in two formats is a copy: the first of each format shares a wording with the first of the others.
    turn = _turns(_codes(among, *names[0].parts, column("format")), column("id"))
    return Versions(work, np.where(alone, -1 - turn, wording))


class Name(NamedTuple):
    """What a work is called, in parts of a value a row, and the rows that are called anything."""

    rows: Rows
    parts: tuple[pa.Array, ...]


def work_names(column: Column) -> tuple[Name, Name, Name]:
    """What each row's work is called; reads `OF_VERSIONS`.

    Rows that have the first name (title with identifiers or whole) or the second (title with the day of adoption) are wordings
    of one work, as `versions` tells them; those that have the third (identifiers) may be its translations or its articles.
    """
    stems, days = _identified(column("identifiers"))
    return *_names(column, stems, days), Name(_true(pc.not_equal(stems, "")), (stems,))


def _names(column: Column, stems: pa.Array, days: pa.Array) -> tuple[Name, Name]:
    whole = _joined(column("part_of"), pc.struct_field(column("part_of").flatten(), "id"))
    source, title = column("source"), pc.utf8_lower(pc.fill_null(column("title"), ""))
    named, titled = pc.not_equal(stems, ""), pc.not_equal(title, "")
    begun = pc.or_(column("valid_from").is_valid(), days.is_valid())
    adopted = pc.and_(pc.and_(begun, titled), column("created").is_valid())
    return (
        Name(_true(pc.or_(named, titled)), (source, title, pc.if_else(named, stems, whole))),
        Name(_true(adopted), (source, title, column("created"))),
    )


def _true(values: pa.Array) -> Rows:
    return np.flatnonzero(values.to_numpy(zero_copy_only=False))


def newest_first(column: Column, work: Rows, places: Rows, by_force: bool) -> Rows:
    """`places`, an order of all rows, with the newest wording of each `work` before its others; each work keeps its places.

    The newest begins last, else is of the latest day, else the publisher's latest version; a wording without an end is newer than
    one that ends. With `by_force`, one that is in force comes before one that is not; but where the publisher calls a wording
    that has not begun by the same word as one in force, the newer comes first.
    """
    version, created = column("publisher_version"), stated(column("created"))
    day = pc.max_element_wise(day_named(column), stated(version))
    number = pc.if_else(pc.match_substring_regex(version, "^[0-9]{1,18}$"), version, pa.scalar(None, STRING)).cast(pa.int64())
    keys = {
        "standing": pa.array(_standing(column, work) if by_force else np.zeros(len(work), np.bool_)),
        "begins": pc.coalesce(stated(column("valid_from")), day, created),
        "day": day,
        "created": created,
        "number": number,
        "ends": pc.fill_null(stated(column("valid_to")), "9999"),
    }
    table = pa.table({**keys, "place": pa.array(places)})
    newness = np.empty(len(places), np.int64)
    sort_keys = [*((name, "descending") for name in keys), ("place", "ascending")]
    newness[pc.sort_indices(table, sort_keys=sort_keys).to_numpy()] = np.arange(len(places))
    moved = np.empty(len(places), np.int64)
    moved[np.lexsort((newness, work))] = places[np.lexsort((places, work))]
    return moved


def _standing(column: Column, work: Rows) -> NDArray[np.bool_]:
    """Whether a wording is in force, or is called so by a publisher who calls others of its work the same that are."""
    force = column("force")
    is_in_force, is_future = (
        pc.fill_null(pc.equal(force, word), False).to_numpy(zero_copy_only=False) for word in ("in-force", "future")
    )
    called = _codes(pa.array(work), column("legal_state"))
    found: NDArray[np.bool_] = is_in_force | (is_future & (np.bincount(called, weights=is_in_force) > 0)[called])
    return found


def day_named(column: Column) -> pa.Array:
    """The day of each row's wording that its identifiers name."""
    return _identified(column("identifiers"))[1]


def _identified(lists: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Each row's identifiers without the day of a wording, as one string, and that day."""
    lists = without_seeds(lists)
    items = lists.flatten()
    scheme, value = (pc.fill_null(pc.struct_field(items, name), "") for name in ("scheme", "value"))
    found = pc.extract_regex(value, DATED)
    mine = pc.and_(pc.is_in(scheme, value_set=pa.array(SCHEMES, scheme.type)), found.is_valid())
    day = pc.binary_join_element_wise(*(pc.struct_field(found, name) for name in "ymd"), pa.scalar("-", STRING))
    days = pa.table({"row": pc.list_parent_indices(lists), "day": pc.if_else(mine, day, pa.scalar(None, STRING))})
    newest = days.group_by("row").aggregate([("day", "max")]).combine_chunks()
    at = pc.index_in(pa.array(np.arange(len(lists))), value_set=newest["row"].combine_chunks())
    stem = pc.if_else(mine, pc.replace_substring_regex(value, DATED, ""), value)
    stems = _joined(lists, pc.binary_join_element_wise(scheme, stem, pa.scalar("\x1f", STRING)))
    return stems, newest["day_max"].combine_chunks().take(at)


def _joined(lists: pa.Array, items: pa.Array) -> pa.Array:
    """One string of each list's items; empty for null and for no items."""
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(counts)])
    return pc.binary_join(pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), items), pa.scalar("\x1e", STRING))


def _codes(*columns: pa.Array) -> Rows:
    """A number for each combination of values, the same for the same."""
    codes = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        indices = pc.dictionary_encode(column, null_encoding="encode").indices.to_numpy().astype(np.int64)
        _, codes = np.unique(codes * (indices.max(initial=0) + 1) + indices, return_inverse=True)
    return codes.astype(np.int64)


def _turns(codes: Rows, ids: pa.Array) -> Rows:
    """How many rows of the same code come before each, in the order of ids."""
    by_id = pc.sort_indices(ids).to_numpy()
    order = by_id[np.argsort(codes[by_id], kind="stable")]
    first = np.flatnonzero(np.diff(codes[order], prepend=-1))
    turns = np.empty(len(codes), np.int64)
    turns[order] = np.arange(len(codes)) - np.repeat(first, np.diff(np.append(first, len(codes))))
    return turns
