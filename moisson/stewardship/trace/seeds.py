"""What was made from a document: the synthetic texts of releases that name it as their seed."""

from collections.abc import Collection, Iterable

import pyarrow as pa

from moisson.contracts.seeds import made_from
from moisson.stewardship.opened import Opened, row_groups


def made_from_it(releases: Iterable[Opened], ids: Collection[str]) -> list[dict[str, str]]:
    """The documents of releases that were made from these, or from documents read from such entries, by release and id.

    Raises StorageError where a table is damaged, FetchError if it is remote.
    """
    found = []
    for release in releases:
        for table in row_groups(release.data, ("id", "identifiers")):
            rows = made_from(table["identifiers"], ids)
            names: pa.ChunkedArray = table["id"].take(rows)
            found += [{"id": id, "release": release.name} for id in names.to_pylist()]
    return sorted(found, key=lambda row: (row["release"], row["id"]))
