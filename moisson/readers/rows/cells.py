"""A spreadsheet cell's value as text: whole numbers without a point, dates as ISO 8601."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any


def as_text(value: Any) -> str:
    """A value as text."""
    return FORMS.get(type(value), str)(value)


def _number(value: float) -> str:
    if not isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _moment(value: datetime) -> str:
    day, hour = value.date().isoformat(), _hour(value)
    return day if hour == "00:00" else f"{day} {hour}"


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
