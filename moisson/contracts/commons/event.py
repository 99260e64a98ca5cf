"""One event of the log: canonical JSON, the name of its file, and its signature."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from moisson.contracts.commons.bodies import BODIES, Body
from moisson.contracts.errors import Unverified
from moisson.contracts.identity import canonical_json, digest
from moisson.contracts.sign import PublicKey, Signs, signed_by
from moisson.contracts.validation_text import mistakes

FORMAT = "moisson-commons-1"
NAMESPACE = "moisson-commons"  # `ssh-keygen -Y verify -n moisson-commons`
FIELDS = {"format", "number", "kind", "at", "by", "before", "about", "body"}
TIME = "%Y-%m-%dT%H:%M:%SZ"
MOST_BYTES = 1 << 20

Kind = TypeVar("Kind", bound=Body)


@dataclass(frozen=True)
class Event:
    """An event, with the bytes that are signed and the key that signed them.

    `before` is the digest of the event before it. `about` is an object's digest, or the number of the event that it answers.
    """

    number: int
    kind: str
    at: datetime
    by: str
    before: str | None
    about: str | int | None
    body: Body
    data: bytes
    signature: str
    key: PublicKey

    @cached_property
    def sha256(self) -> str:
        """The digest of its bytes, by which the next event names it."""
        return digest(self.data)

    @property
    def path(self) -> str:
        """Where it lies below `events/`; its signature lies beside it, as `….sig`."""
        return f"{self.at.year:04}/{self.number:08}-{self.kind}-{self.sha256[:12]}.json"

    def said(self, kind: type[Kind]) -> Kind:
        """Its body, which is of this kind."""
        if not isinstance(self.body, kind):
            raise TypeError(f"{type(self.body).__name__} is not {kind.__name__}")
        return self.body

    def __str__(self) -> str:
        return f"event {self.number} ({self.kind}, by {self.by}, {written(self.at)})"


def written(at: datetime) -> str:
    """A time as events write it: `2026-12-01T12:00:00Z`."""
    return at.astimezone(UTC).strftime(TIME)


def read_event(data: bytes, signature: str) -> Event:
    """Read an event and check its form and signature; whether its signer may say this, only replay knows.

    Raises Unverified where the bytes are not canonical, a field is wrong, or the signature does not match.
    """
    try:
        said = orjson.loads(data) if len(data) <= MOST_BYTES else None
    except orjson.JSONDecodeError:
        said = None
    if not isinstance(said, dict) or said.keys() != FIELDS or said["format"] != FORMAT or canonical_json(said) != data:
        raise Unverified(f"it is not an event in canonical JSON of the format {FORMAT}")
    number, kind, by, before, about = (said[name] for name in ("number", "kind", "by", "before", "about"))
    at = _time(said["at"])
    whole = type(number) is int and number >= 0 and isinstance(by, str) and (before is None or isinstance(before, str))
    if at is None or not whole or not (about is None or type(about) is int or isinstance(about, str)):
        raise Unverified("its number, time, member or reference is not of the right form")
    if (model := BODIES.get(kind) if isinstance(kind, str) else None) is None:
        raise Unverified(f"its kind is {kind!r}, and there are {', '.join(BODIES)}")
    try:
        body = model.model_validate_json(canonical_json(said["body"]))
    except ValidationError as error:
        raise Unverified(f"its body is wrong: {mistakes(error, model)}") from None
    if (key := signed_by(data, signature, NAMESPACE)) is None:
        raise Unverified("its signature does not match it")
    return Event(number, kind, at, by, before, about, body, data, signature, key)


def make_event(
    kind: str, body: dict[str, Any], about: str | int | None, *, after: Event | None, signer: Signs, by: str, at: datetime
) -> Event:
    """Make and sign the event that comes after another; raises Unverified where its form is wrong."""
    number, before = (after.number + 1, after.sha256) if after else (0, None)
    fields = {"format": FORMAT, "number": number, "kind": kind, "at": written(at), "by": by, "before": before}
    data = canonical_json({**fields, "about": about, "body": body})
    return read_event(data, signer.sign(data, NAMESPACE))


def _time(text: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(text) if isinstance(text, str) and text.endswith("Z") else None
    except ValueError:
        return None
    return at if at is not None and written(at) == text else None
