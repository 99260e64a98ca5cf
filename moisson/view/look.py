"""A release as tables that can be asked: DuckDB on its Parquet files, which are read where they lie and never written.

A document is known by its `place`: the number of its row among all rows of the release, in the order of its files.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from moisson.contracts.cores import cores
from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError
from moisson.contracts.schemas import LEDGER
from moisson.corpus.decisions import CHAIN, Duplicates
from moisson.release.manifest import MANIFEST
from moisson.stewardship.opened import Released, parquet_of, row_groups
from moisson.view.asked import FACETS, PAGE, Asked
from moisson.view.index import Hits
from moisson.view.kept_texts import Texts

Row = dict[str, Any]

LISTED = ("id", "version", "source", "title", "language", "kind", "created", "license", "word_count", "cluster_size", "masked")


class Look:
    """One release, as it was when it was opened. Threads may ask at the same time.

    Every method raises StorageError where the files are no longer those that were opened.
    """

    def __init__(self, opened: Released) -> None:
        self.opened = opened
        self.recipe, _, self.release = opened.name.partition("/")
        with disk(opened.folder / MANIFEST):
            self.sha256 = sha256((opened.folder / MANIFEST).read_bytes()).hexdigest()
        self.stats = opened.stats
        self._lock, self._making, self._has_facets = Lock(), Lock(), False
        self._counted: dict[Asked, tuple[int, dict[str, list[tuple[str | None, int]]]]] = {}
        self._connection = self._connect()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """A database in memory, whose views are the release's files; it can load nothing and reach no other file."""
        connection = duckdb.connect(
            ":memory:",
            config={"threads": min(cores(), 4), "autoinstall_known_extensions": False, "autoload_known_extensions": False},
        )
        files = [str(path) for path in self.opened.data]
        connection.execute("CREATE TABLE files (filename VARCHAR, base BIGINT)")
        with self._reading():
            if files:
                connection.executemany("INSERT INTO files VALUES (?, ?)", list(zip(files, self._bases(), strict=False)))
                read = f"read_parquet({_list(files)}, filename = true, file_row_number = true, hive_partitioning = false)"
                connection.execute(
                    "CREATE VIEW documents AS SELECT rows.* EXCLUDE (text, filename, file_row_number), base + file_row_number AS"
                    f" place FROM {read} AS rows JOIN files USING (filename)"
                )
            else:
                connection.execute("CREATE VIEW documents AS SELECT * FROM (SELECT 0::BIGINT AS place) WHERE false")
            ledger = [str(path) for path in self.opened.ledger]
            rows = f"read_parquet({_list(ledger)}, hive_partitioning = false)" if ledger else _empty(LEDGER)
            connection.execute(f"CREATE VIEW ledger AS SELECT *, split_part(id, '/', 1) AS source FROM {rows}")
            self._order_steps(connection)
        folder = str(self.opened.folder.resolve())
        connection.execute(f"SET allowed_directories = {_list([folder, str(self.opened.folder)])}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def _order_steps(self, connection: duckdb.DuckDBPyConnection) -> None:
        """All rows, kept or dropped, each with the number of the stage at which it ended; the harvest's is below 0."""
        connection.execute("CREATE TABLE steps (stage VARCHAR, step INTEGER)")
        labels = [stage["name"] for stage in self.stats["stages"]]
        connection.executemany("INSERT INTO steps VALUES (?, ?)", [(label, at) for at, label in enumerate(labels)])
        kept = "id, version, NULL AS stage, NULL AS reason, NULL AS detail, source, title, language"
        connection.execute(
            "CREATE VIEW everything AS SELECT ledger.*, NULL AS title, NULL AS language, coalesce(step, -1) AS step"
            " FROM ledger LEFT JOIN steps USING (stage)"
            + (f" UNION ALL SELECT {kept}, {len(labels)} AS step FROM documents" if self.opened.data else "")
        )

    def _bases(self) -> list[int]:
        """The place of the first row of each file, and one more: the number of all rows."""
        counts = []
        for path in self.opened.data:
            with parquet_of(path) as file:
                counts.append(file.metadata.num_rows)
        return list(accumulate(counts, initial=0))

    @cached_property
    def texts(self) -> Texts:
        """The texts by place."""
        return Texts(self.opened.data)

    @property
    def documents(self) -> int:
        """How many documents the release holds."""
        return len(self.texts)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.IOException, duckdb.InvalidInputException, duckdb.PermissionException) as error:
            where = self.opened.where
            raise StorageError(f"{where} has changed while it was read ({_first_line(error)}); load the page again.") from None

    def rows(self, query: str, values: Sequence[Any] = (), hits: Hits | None = None) -> list[Row]:
        """The rows that a query gives, as dicts; `hits` is what a search found, the relation `hits` in it."""
        with self._reading(), closing(self._connection.cursor()) as cursor:
            if hits is not None:
                cursor.register("hits", hits.table)
            found = cursor.execute(query, list(values))
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @cached_property
    def columns(self) -> frozenset[str]:
        """The columns of the documents, without the text."""
        return frozenset(row["column_name"] for row in self.rows("DESCRIBE documents"))

    def counts(self, asked: Asked, hits: Hits | None) -> tuple[int, dict[str, list[tuple[str | None, int]]]]:
        """How many rows fit, and by each facet how many have each value, most first; null is what is not stated."""
        with self._lock:
            if (known := self._counted.get(asked.without_page)) is not None:
                return known
        facets = asked.facets
        where, values = asked.condition(hits is not None)
        table = self._table(asked, hits)
        ready = asked.by_facets(hits is not None)
        named = ", ".join(name if ready else f"{facet.sql} AS {name}" for name, facet in facets.items())
        sets = ", ".join(f"({name})" for name in facets)
        found = self.rows(
            f"WITH fitting AS (SELECT {named} FROM {table} WHERE {where}) "
            f"SELECT GROUPING_ID({', '.join(facets)}) AS which, {', '.join(facets)}, count(*) AS n FROM fitting "
            f"GROUP BY GROUPING SETS ({sets}, ())",
            values,
            hits,
        )
        by: dict[str, list[tuple[str | None, int]]] = {name: [] for name in facets}
        whole, all_of = 0, (1 << len(facets)) - 1
        which = {all_of ^ (1 << (len(facets) - 1 - at)): name for at, name in enumerate(facets)}
        for row in found:
            if row["which"] == all_of:
                whole = row["n"]
            else:
                name = which[row["which"]]
                by[name].append((row[name], row["n"]))
        for name, counted in by.items():
            counted.sort(key=facets[name].order)
        with self._lock:
            if len(self._counted) > 500:
                self._counted.clear()
            self._counted[asked.without_page] = whole, by
        return whole, by

    def page(self, asked: Asked, hits: Hits | None) -> list[Row]:
        """The rows of one page of what fits."""
        where, values = asked.condition(hits is not None)
        columns = "place" if asked.kept else "*"
        order, table = asked.order(hits is not None), self._table(asked, hits)
        found = self.rows(
            f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order} LIMIT {PAGE} OFFSET {asked.offset}", values, hits
        )
        return self.texts.rows([row["place"] for row in found], LISTED) if asked.kept else found

    def _table(self, asked: Asked, hits: Hits | None) -> str:
        """Where rows are looked for: for most lists of the kept in a table of their facets alone, made when first asked for.

        Strings and structs of a million documents take DuckDB half a second to read out of Parquet; their facets are small.
        """
        if not asked.kept:
            return "ledger" if asked.fate == "dropped" else "everything"
        if asked.by_facets(hits is not None):
            self._make_facets()
            return "facets JOIN hits USING (place)" if hits is not None else "facets"
        return "documents JOIN hits USING (place)" if hits is not None else "documents"

    def _make_facets(self) -> None:
        with self._making, self._reading(), closing(self._connection.cursor()) as cursor:
            if not self._has_facets and self.opened.data:
                named = ", ".join(f"{facet.sql} AS {name}" for name, facet in FACETS.items())
                cursor.execute(f"CREATE OR REPLACE TABLE facets AS SELECT place, created, word_count, {named} FROM documents")
            elif not self._has_facets:
                named = ", ".join(f"NULL::VARCHAR AS {name}" for name in ("created", "word_count", *FACETS))
                cursor.execute(f"CREATE OR REPLACE TABLE facets AS SELECT 0::BIGINT AS place, {named} WHERE false")
            self._has_facets = True

    def document(self, id: str) -> Row | None:
        """A document's row without its text; None where the release does not hold it."""
        found = self.rows("SELECT * FROM documents WHERE id = ?", [id]) if self.opened.data else []
        return found[0] if found else None

    def at(self, places: Iterable[int]) -> list[Row]:
        """Id, title and language of the documents at some places."""
        wanted = [place for place in places if 0 <= place < self.documents]
        if not wanted:
            return []
        query = "SELECT id, title, language, place FROM documents WHERE list_contains(?, place) ORDER BY place"
        return self.rows(query, [wanted])

    def dropped(self, id: str) -> list[Row]:
        """The rows of the ledger that name an id, or the entry that it is a part of."""
        return self.rows("SELECT * FROM ledger WHERE id IN (?, ?)", [id, id.rpartition("#")[0] or id])

    def titles(self, ids: Sequence[str]) -> dict[str, Row]:
        """Id, title and language of the documents that the release holds, by id."""
        if not ids or not self.opened.data:
            return {}
        marks = ", ".join("?" for _ in ids)
        found = self.rows(f"SELECT id, title, language FROM documents WHERE id IN ({marks})", list(ids))
        return {row["id"]: row for row in found}

    @cached_property
    def duplicates(self) -> Duplicates:
        """For which document each duplicate was dropped."""
        return Duplicates(row_groups(self.opened.ledger, CHAIN))

    def stage(self, label: str | None) -> Mapping[str, Any] | None:
        """A stage of the release, by its label."""
        return next((each for each in self.stats["stages"] if each["name"] == label), None)

    def batches(self) -> Iterator[pa.Table]:
        """Title and text of every document, in order of place."""
        yield from row_groups(self.opened.data, ["title", "text"])


def _list(paths: Iterable[str]) -> str:
    """Paths as DuckDB's list of patterns, in which none is a pattern."""
    return "[" + ", ".join(f"'{_literal(path)}'" for path in paths) + "]"


def _literal(path: str) -> str:
    return path.replace("'", "''")


def _empty(schema: pa.Schema) -> str:
    return "(SELECT " + ", ".join(f"NULL::VARCHAR AS {name}" for name in schema.names) + " WHERE false)"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def release_of(folder: Path) -> Released:
    """The release in a folder, whose path is made absolute: the views name its files."""
    return Released(folder.resolve())
