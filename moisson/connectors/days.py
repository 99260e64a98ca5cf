"""Dates without an hour: what they tell of whether a document changed."""

import re
from datetime import date, timedelta
from functools import lru_cache

NO_HOUR = re.compile(  # of a day, month or year; midnight is what programs make of a day
    r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ]00:00(?::00(?:\.0+)?)?)?(?:Z|[+-]\d\d:?\d\d)?"
)


def proves_unchanged(said: str | None, today: date) -> bool:
    """Whether a list's date tells by itself that a document did not change.

    One without an hour says nothing of a second change on its day, and a day is not over everywhere before the next one is.
    """
    day = NO_HOUR.fullmatch((said or "").strip())
    return day is None or _is_over(day[1], today)


@lru_cache(maxsize=1024)  # many documents of a list have one day
def _is_over(day: str, today: date) -> bool:
    return day < (today - timedelta(1)).isoformat()[: len(day)]
