from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def mail_date(said: str) -> datetime | None:
    """A date of mail (RFC 5322) or HTTP (RFC 9110, 5.6.7), in UTC if it names no zone; None if it is none."""
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)
