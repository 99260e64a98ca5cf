"""Dates as mail and HTTP write them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def mail_date(said: str) -> datetime | None:
    """A date in the form of mail (RFC 5322) or HTTP (RFC 9110, 5.6.7), in UTC where it names no zone; None where it is none.

    Whatever stands there, nothing is raised: servers and feeds write what they like.
    """
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)
