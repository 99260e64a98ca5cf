"""Dates without a time: whether they show that a document is unchanged."""

import re
from datetime import date, timedelta
from functools import lru_cache

NO_HOUR = re.compile(  # a day, month or year; programs write midnight for a day
    r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ]00:00(?::00(?:\.0+)?)?)?(?:Z|[+-]\d\d:?\d\d)?"
)


def proves_unchanged(said: str | None, today: date) -> bool:
    """Whether a listed date alone shows that a document is unchanged.

    A bare day says nothing of a second change on it, and no day is over everywhere before the next one is.
    """
    day = NO_HOUR.fullmatch((said or "").strip())
    return day is None or _is_over(day[1], today)


@lru_cache(maxsize=1024)  # many documents share a day
def _is_over(day: str, today: date) -> bool:
    return day < (today - timedelta(1)).isoformat()[: len(day)]
