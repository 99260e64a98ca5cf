"""How a host is asked: our identity, rate, patience and retries."""

import random
import threading
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator

from moisson.connectors.web.headers import mail_date
from moisson.connectors.web.hosts import host_name, stated_host, stated_place
from moisson.connectors.web.threads import raise_if_cancelled, sleep
from moisson.contracts.contact import Contact
from moisson.contracts.redacted import secrets
from moisson.contracts.version import __version__

if TYPE_CHECKING:
    from httpx2 import URL

Purpose = Literal["training", "search", "assistant"]
CredentialPlace = Annotated[str, Field(pattern=r"^(header|query) [A-Za-z0-9_.~-]+$")]
USUAL = {"http": 80, "https": 443}
LOOK_SILENCE_S = 15.0
TOKEN = "moisson"  # our name in robots.txt
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})  # statuses worth a retry
TRANSIENT = frozenset({"connect", "timeout", "cut", "protocol", "address-unknown"})


class AddressSecret(NamedTuple):
    """A secret from an address of the description: its host, and the parameter as written."""

    scheme: str
    host: str
    port: int | None
    name: str
    value: str


class Manners(BaseModel):
    """The settings in `[connector.manners]`. The defaults suit an unknown public portal."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    contact: Contact | None = None  # a mail or web address, sent with every request
    allow_hosts: list[str] = Field(default=[])  # hosts that may be in private networks or on this machine
    agents_for: list[Purpose] = Field(default=["training"])  # purposes of the AI agents that count in robots.txt
    obey_robots: bool = True  # for any host; reservations always count
    robots_exempt: list[str] = Field(default=[])  # hosts whose terms allow what robots.txt forbids, such as an interface's
    requests_per_second: float = Field(default=5.0, ge=0)  # per host; 0: no limit
    concurrency: int = Field(default=4, ge=1, le=64)  # parallel requests per host
    timeout_s: float = Field(default=30.0, gt=0)  # for connecting, and for each silence
    total_timeout_s: float = Field(default=600.0, gt=0)  # for a whole answer
    max_bytes: int = Field(default=256 << 20, ge=1)  # of an answer, decompressed
    max_download_bytes: int = Field(default=64 << 30, ge=1)  # of a file on disk
    max_redirects: int = Field(default=8, ge=0, le=20)  # per request
    retries: int = Field(default=4, ge=0, le=20)  # after the first attempt
    longest_wait_s: float = Field(default=120.0, ge=0)  # longest pause a host may ask for
    ca_file: str | None = None  # certificates trusted besides the system's
    credentials: dict[str, str] = Field(default={})  # host or host:port → environment variable that holds `Authorization`
    credential_in: dict[str, CredentialPlace] = Field(default={})  # host → other place: `header KeyId`, `query apikey`

    _borne: tuple[AddressSecret, ...] = PrivateAttr(default=())  # in no digest, message or file

    @field_validator("allow_hosts", "robots_exempt")
    @classmethod
    def _names_hosts(cls, said: list[str]) -> list[str]:
        return [stated_host(each) for each in said]

    @field_validator("credentials", "credential_in")
    @classmethod
    def _is_for_hosts(cls, said: dict[str, str]) -> dict[str, str]:
        places = [stated_place(each) for each in said]
        if twice := next((place for place in places if places.count(place) > 1), None):
            raise ValueError(f"the host {twice!r} is named twice, in two spellings; keep one")
        return dict(zip(places, said.values(), strict=True))

    def with_secrets(self, borne: tuple[AddressSecret, ...]) -> Self:
        """The same manners with secrets from the description's addresses."""
        made = self.model_copy()
        made._borne = tuple(dict.fromkeys([*self._borne, *borne]))
        return made

    def secrets_to(self, url: "URL") -> list[tuple[str, str]]:
        """The query parameters for an address: same host, and no less encrypted than described."""
        here = (url.scheme, host_name(url.host), url.port)
        return [
            (one.name, one.value)
            for one in self._borne
            if one[:3] == here or (one.host == here[1] and url.scheme == "https" and url.port is None)
        ]

    def allows(self, host: str) -> bool:
        """Whether a host may be in a private network or on this machine."""
        return host_name(host) in self.allow_hosts

    def obeys_robots(self, host: str) -> bool:
        """Whether the host's robots.txt is obeyed."""
        return self.obey_robots and host_name(host) not in self.robots_exempt

    @property
    def identity(self) -> str:
        """Our user agent."""
        return f"Moisson/{__version__}" + (f" (+{self.contact})" if self.contact else "")

    def credential_place(self, hosts: Collection[str]) -> tuple[str, str]:
        """Where a host's credential goes: `header` or `query`, and its name."""
        said = next((self.credential_in[host] for host in hosts if host in self.credential_in), "header Authorization")
        place, _, name = said.partition(" ")
        return place, name


def split_secrets(said: Any) -> tuple[Any, tuple[AddressSecret, ...]]:
    """Fields of a description without the secrets in their addresses; and those secrets."""
    if isinstance(said, dict):
        pairs = {key: split_secrets(value) for key, value in said.items()}
        return {key: value for key, (value, _) in pairs.items()}, tuple(one for _, some in pairs.values() for one in some)
    if isinstance(said, list):
        found = [split_secrets(each) for each in said]
        return [value for value, _ in found], tuple(one for _, some in found for one in some)
    if not isinstance(said, str) or not said.lower().startswith(("http://", "https://")) or not (hidden := secrets(said)):
        return said, ()
    try:
        parts = urlsplit(said)
        place = (parts.scheme, host_name(parts.hostname or ""), None if parts.port in (None, USUAL[parts.scheme]) else parts.port)
    except ValueError:
        return said, ()
    kept = [pair for pair in parts.query.split("&") if tuple(pair.partition("=")[::2]) not in hidden]
    return parts._replace(query="&".join(kept), fragment="").geturl(), tuple(AddressSecret(*place, *pair) for pair in hidden)


def impatient(manners: Manners) -> Manners:
    """The same for a preview: silent hosts are not retried much."""
    return manners.model_copy(update={"retries": min(manners.retries, 1), "timeout_s": min(manners.timeout_s, LOOK_SILENCE_S)})


class Gate:
    """One host's rate limit: parallel requests, pace, and pauses."""

    def __init__(self, concurrency: int, interval_s: float) -> None:
        self.interval_s = interval_s
        self._places = threading.BoundedSemaphore(concurrency)
        self._lock = threading.Lock()
        self._next = 0.0

    def __enter__(self) -> None:
        self._places.acquire()
        passed = False
        try:
            raise_if_cancelled()
            while (pause := self._turn()) > 0:
                sleep(pause)
            passed = True
        finally:
            if not passed:
                self._places.release()

    def _turn(self) -> float:
        """Take the next turn, or return the seconds to wait."""
        with self._lock:
            now = time.monotonic()
            if self._next > now:
                return self._next - now
            self._next = now + self.interval_s
            return 0.0

    def __exit__(self, *_error: object) -> None:
        self._places.release()

    def pause(self, seconds: float) -> None:
        """Hold everyone for a while."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)


def backoff(attempt: int) -> float:
    """Seconds to wait after attempt number `attempt` (from 0): doubled each time, half of it random."""
    return min(0.5 * 2.0**attempt, 60.0) * random.uniform(0.5, 1.0)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks to wait; None if it does not say. A date is measured by the server's clock."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    until = mail_date(said)
    if until is None:
        return None
    now = mail_date(headers.get("date", "")) or datetime.now(UTC)
    return max((until - now).total_seconds(), 0.0)
