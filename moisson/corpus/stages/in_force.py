"""Force: on which day a release stands, and what is in force on that day.

Dates are as exact as their publisher knows them: a day, a month or a year. Two of them compare only as far as both are known.
"""

from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

EXACT = (4, 7, 10)  # characters of a year, a month and a day


Newest = dict[str, str | None]  # the newest `created` and the newest `valid_from`


def newest_dates(batches: Iterable[pa.RecordBatch], months: Mapping[str, str]) -> Newest:
    """The newest dates of documents (`source`, `created`, `valid_from`), none after the month of their source's harvest."""
    found: Newest = {"created": None, "valid_from": None}
    for batch in batches:
        for source in pc.unique(batch["source"]).to_pylist():
            rows = batch.filter(pc.equal(batch["source"], source))
            for name, newest in found.items():
                dates = stated(rows[name])
                past = dates.filter(pc.less_equal(pc.utf8_slice_codeunits(dates, 0, 7), months[source]))
                found[name] = max(filter(None, (newest, pc.max(past).as_py())), default=None)
    return found


def day_of(found: Iterable[Newest]) -> str | None:
    """The day on which a release of such documents stands.

    When law begins is announced in advance, and some publishers call it in force before: `valid_from` counts only where no
    document has a date of its own.
    """
    all = list(found)
    newest = {name: max(filter(None, (each[name] for each in all)), default=None) for name in ("created", "valid_from")}
    return newest["created"] or newest["valid_from"]


def stated(dates: pa.Array) -> pa.Array:
    """Dates without a time of day; null for what is none in ISO 8601."""
    days = pc.utf8_slice_codeunits(dates, 0, EXACT[-1])
    return pc.if_else(pc.match_substring_regex(days, "^[0-9]{4}(-[0-9]{2}){0,2}$"), days, pa.scalar(None, days.type))


def in_force(rows: pa.Table, states: Mapping[str, str], as_of: str | None) -> pa.ChunkedArray:
    """in-force, repealed or future at a date, from the publisher's state and dates; null where the state does not say.

    The state says what the publisher held true when it was fetched; the dates move it: what ends by `as_of` is repealed, what
    begins after it is future, and a change that was announced (`ABROGE_DIFF`, `VIGUEUR_DIFF`) happens on its date.
    """
    names = list(states)
    index = pc.index_in(rows["legal_state"], value_set=pa.array(names, pa.large_string()))
    said = pa.array(list(states.values()), pa.large_string()).take(index.combine_chunks())
    if as_of is None:
        return pa.chunked_array([said])
    has_begun, begins_later = _around(rows["valid_from"], as_of)
    has_ended, ends_later = _around(rows["valid_to"], as_of)
    known = pc.is_valid(said)
    cases = {
        "repealed": pc.and_(known, has_ended),
        "future": pc.and_(known, begins_later),
        "in-force": pc.or_(
            pc.and_(pc.fill_null(pc.equal(said, "repealed"), False), ends_later),
            pc.and_(pc.fill_null(pc.equal(said, "future"), False), has_begun),
        ),
    }
    conditions = pc.make_struct(*cases.values(), field_names=list(cases))
    result = pc.case_when(conditions, *(pa.scalar(name, pa.large_string()) for name in cases), said)
    return result if isinstance(result, pa.ChunkedArray) else pa.chunked_array([result])


def _around(dates: pa.ChunkedArray, as_of: str) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Whether each date is surely there by `as_of`, or surely after it: of `2026`, a day in 2026 tells neither."""
    known = pc.utf8_slice_codeunits(stated(dates), 0, len(as_of))
    same = pc.is_in(known, value_set=pa.array({as_of[:length] for length in EXACT}, known.type))
    on_the_day = pc.and_(pc.equal(known, as_of), len(as_of) == EXACT[-1])
    before = pc.or_(on_the_day, pc.and_(pc.less(known, as_of), pc.invert(same)))
    return pc.fill_null(before, False), pc.fill_null(pc.greater(known, as_of), False)
