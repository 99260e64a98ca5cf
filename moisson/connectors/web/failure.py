"""What comes of an address that gives no document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from moisson.contracts.errors import FetchError

# What says that a document is gone, or must not be had. Where a document was held and still is listed, these alone take it away;
# every other failure is today's, and what was held is kept. 401 and 403 are not among them: they shut out programs and busy hours
# as often as everyone, and who withdraws a document says 404, 410 or 451, or lists it no more.
GONE = frozenset(
    {"http-404", "http-410", "http-451", "address-invalid", "address-refused", "robots-disallowed", "too-large", "encoding-bomb"}
)


@dataclass(eq=False)
class Failure(FetchError):
    """One address gave nothing: which, why in a word, and why in a sentence.

    A connector makes a `Refused` of it where one document is lost; where the listing itself is lost it lets it pass, for it is a
    FetchError. `url` and `detail` hold no credential: they are made by `shown.shown`. Reasons:

    - `address-invalid`, `address-unknown`, `address-refused`: it is none, has no DNS entry, or leads where nobody may be led;
    - `robots-disallowed`, `robots-unreachable`, `robots-delay`: the host's robots.txt forbids it, is not to be had (which forbids
      all, RFC 9309), or asks for longer pauses than `manners.longest_wait_s`;
    - `connect`, `tls`, `timeout`, `cut`, `protocol`: no connection, no valid certificate, silence, ended early, is not HTTP;
    - `proxy-refused`: the proxy that the environment names lets nobody through, or not us;
    - `host-failing`: so many addresses of this host failed in a row that the rest are not asked for;
    - `too-slow`, `length`: did not come whole in time, is longer than it announces;
    - `too-large`, `encoding-bomb`, `encoding`: beyond `manners.max_bytes`, swells too much, cannot be decompressed;
    - `redirect-loop`, `redirect-invalid`; `unstable`: a file that changes while it is fetched;
    - `http-404`, `http-429` …: what the server answered in the end; `http-412`: it has another version than was asked for;
    - `no-ranges`: parts of a file were asked for, and the server gives it whole only;
    - `empty`, `not-the-file`, `not-as-listed`: a connector's word for an answer that cannot be the document.

    Where a server answered, `headers` and `body` are what it said: of an error in JSON or XML, the beginning.
    """

    url: str
    reason: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)

    def __str__(self) -> str:
        return f"{self.url} cannot be fetched ({self.reason}): {self.detail}"

    def __reduce__(self) -> tuple[type["Failure"], tuple[str, str, str]]:
        return Failure, (self.url, self.reason, self.detail)
