"""Tables sorted by id, read side by side: no more of each is held than a range of ids has."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

Side = tuple[tuple[str, ...], list[Iterator[pa.Table]]]


class _Cursor:
    """A stream of tables sorted by id, taken in ranges of ids; a row waits until the stream has ended."""

    def __init__(self, tables: Iterator[pa.Table]) -> None:
        self._tables = tables
        self.ended = False
        self.last = ""  # the id of the last row that waits
        self._rows = pa.table({})
        self.fill()

    def fill(self) -> None:
        while not self.ended and not self._rows.num_rows:
            following = next(self._tables, None)
            if following is None:
                self.ended = True
            elif following.num_rows:
                self._rows, self.last = following, following["id"][-1].as_py()

    def take(self, bound: str) -> pa.Table:
        """The rows whose id is at most `bound`."""
        count = pc.sum(pc.less_equal(self._rows["id"], pa.scalar(bound, pa.large_string()))).as_py()
        taken, self._rows = self._rows.slice(0, count), self._rows.slice(count)
        return taken


def side_by_side(*sides: Side) -> Iterator[tuple[pa.Table, ...]]:
    """Yield tables of the same range of ids from each side; ranges do not overlap.

    A side has the names of its columns, all of strings and `id` among them, and streams of tables sorted by id.
    """
    cursors = [(names, [_Cursor(stream) for stream in streams]) for names, streams in sides]
    while waiting := [cursor.last for _, side in cursors for cursor in side if not cursor.ended]:
        bound = min(waiting)
        yield tuple(string_table(names, [cursor.take(bound) for cursor in side if not cursor.ended]) for names, side in cursors)
        for _, side in cursors:
            for cursor in side:
                cursor.fill()


def string_table(names: tuple[str, ...], tables: list[pa.Table]) -> pa.Table:
    """These columns of some tables, one table after the other."""
    schema = pa.schema([(name, pa.large_string()) for name in names])
    return pa.concat_tables([schema.empty_table(), *(table.select(names).cast(schema) for table in tables)])
