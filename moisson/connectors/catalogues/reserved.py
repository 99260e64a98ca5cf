"""Opt-outs of records that are themselves the documents: what the service that gives them says of its answers."""

from collections.abc import Iterable, Mapping

Row = Mapping[str, str | None]  # of `schemas.RESERVATION`


def together(*groups: Iterable[Row]) -> tuple[dict[str, str | None], ...]:
    """Each opt-out once, as it stands where it comes first: so one that lasts keeps the day on which it was first seen."""
    found: dict[tuple[str | None, str | None], dict[str, str | None]] = {}
    for row in (row for group in groups for row in group):
        found.setdefault((row["protocol"], row["value"]), dict(row))
    return tuple(found.values())


def lasting(now: Iterable[Row], before: Iterable[Row]) -> tuple[dict[str, str | None], ...]:
    """What is reserved now; what was reserved before as well, in the words of that day."""
    first = {(row["protocol"], row["value"]): row for row in before}
    return together(first.get((row["protocol"], row["value"]), row) for row in now)


def kinds(rows: Iterable[Row]) -> list[list[str | None]]:
    """What of opt-outs goes into a version: what is reserved, not where and when it was seen."""
    return sorted([row["protocol"], row["value"]] for row in rows)
