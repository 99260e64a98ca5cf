"""The deadlines of GDPR Article 12(3), counted as Regulation (EEC, Euratom) No 1182/71 counts months.

The day of receipt is not counted; a period of months ends on the day with the same number, or on the month's last. That
Regulation lets a period that ends on a Saturday, Sunday or public holiday run to the next working day; holidays differ by
country, so the desk does not count on it and is never late for it. The time while the asker is asked who they are does not
count (EDPB Guidelines 01/2022, 159).
"""

from calendar import monthrange
from datetime import date, timedelta

MONTHS = 1
EXTENDED_MONTHS = 3  # one, and two further months where that is necessary


def months_after(day: date, months: int) -> date:
    """The day on which a period of months that begins on a day ends."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due(received: date, *, extended: bool, paused_days: int = 0) -> date:
    """The last day for an answer."""
    return months_after(received, EXTENDED_MONTHS if extended else MONTHS) + timedelta(days=paused_days)
