"""What was left out of a publisher's documents, one by one: a table that any spreadsheet opens, from the releases' ledgers."""

import csv
from collections.abc import Iterable
from pathlib import Path

from moisson.commons.pages.render import harmless
from moisson.commons.publishers.gathered import Publisher
from moisson.contracts.disk import beside, disk
from moisson.contracts.schemas import LEDGER
from moisson.stewardship.opened import Opened, row_groups

COLUMNS = ("id", "version", "stage", "reason", "detail")
MOST_DETAIL = 500  # characters


def write_left_out(releases: Iterable[Opened], publisher: Publisher, path: Path) -> None:
    """Write the ledger's rows of the sources of a publisher: release, id, version, stage, reason, detail.

    A ledger knows documents by ids that begin with their source. Raises StorageError.
    """
    wanted = {(each.release, each.said["name"]) for each in publisher.counted}
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with beside(path) as temporary, temporary.open("w", encoding="utf-8", newline="", errors="replace") as file:
        table = csv.writer(file)
        table.writerow(("release", *COLUMNS))
        for release in releases:
            sources = {source for name, source in wanted if name == release.name}
            for group in row_groups(release.ledger, LEDGER.names) if sources else ():
                for row in group.to_pylist():
                    if row["id"].partition("/")[0] in sources:
                        table.writerow((release.name, *(harmless((row[name] or "")[:MOST_DETAIL]) for name in COLUMNS)))
