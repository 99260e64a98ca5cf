"""A cell's value as a reader sees it: whole numbers without a point, dates as ISO 8601."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d*)?Z?)?")
PERIOD = re.compile(r"(-?)P(?:(\d{1,8})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:[.,]\d*)?S)?)?")
MIDNIGHT = "00:00"
DAY = 86_400_000  # milliseconds
BEGINNING = date(1899, 12, 30).toordinal()
LAST_DATE = date.max.toordinal()
LAST_DAY = 2_958_466  # the first day of the year 10000


def number(words: str) -> str:
    """A number as a file writes it."""
    if len(words) < 16 and words.isascii():  # most are shown as they are written
        whole, point, rest = words.partition(".")
        plain = whole.isdigit() and (whole[0] != "0" or whole == "0")
        if plain and (not point or (rest.isdigit() and rest[-1] != "0" and (whole != "0" or rest[:4] != "0000"))):
            return words
    try:
        return words if "_" in words else _number(float(words))  # which Python would take for a mark between thousands
    except ValueError:
        return words


def truth(words: str) -> str:
    """A boolean as a file writes it."""
    return "true" if words in ("1", "true", "TRUE") else "false"


def moment(words: str) -> str:
    """A date, or a date and an hour, in ISO 8601; anything else stands as it is."""
    if (found := MOMENT.fullmatch(words)) is None:
        return words
    day, minutes, seconds = found[1], found[2] or MIDNIGHT, found[3] or ":00"
    if seconds != ":00":
        return f"{day} {minutes}{seconds}"
    return day if minutes == MIDNIGHT else f"{day} {minutes}"


def period(words: str) -> str:
    """An hour, or a duration, in ISO 8601 (`PT08H30M00S`); anything else stands as it is."""
    if (found := PERIOD.fullmatch(words)) is None or not any(found.groups()[1:]):
        return words
    days, hours, minutes, seconds = [int(part or 0) for part in found.groups()[1:]]
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return _hour(datetime.min + span) if not found[1] and span.days < 1 else found[1] + _duration(span)


def serial_moment(serial: float) -> str:
    """A date or hour as spreadsheets count them: in days, 60 of which have gone by after February 1900."""
    if not 0 <= serial < LAST_DAY:
        return _number(serial)
    days, rest = divmod(round(serial * DAY), DAY)
    minutes, seconds = divmod(rest // 1000, 60)
    day = "" if serial < 1 else date.fromordinal(min(BEGINNING + days + (days < 60), LAST_DATE)).isoformat()
    if day and not minutes and not seconds:  # most have no hour
        return day
    hour = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}" if seconds else f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{day} {hour}" if day else hour


def serial_duration(serial: float) -> str:
    """A duration, in days."""
    return _duration(timedelta(milliseconds=round(serial * DAY))) if abs(serial) < 1e8 else _number(serial)


def shown(value: Any) -> str:
    """A value of Python."""
    return FORMS.get(type(value), str)(value)


def _number(value: float) -> str:
    if not isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _moment(value: datetime) -> str:
    return moment(value.isoformat("T", "seconds"))


def _hour(value: time | datetime) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


FORMS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: _hour,
    timedelta: _duration,
}
