"""Why an address gives no document."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from moisson.contracts.errors import FetchError

# Reasons that mean a document is gone or off limits. Only these remove a stored document that is still listed; after any other
# failure the old copy stays. 401 and 403 are not among them: busy servers send them, and some shut out programs only.
GONE = frozenset(
    {"http-404", "http-410", "http-451", "address-invalid", "address-refused", "robots-disallowed", "too-large", "encoding-bomb"}
)


@dataclass(eq=False)
class Failure(FetchError):
    """An address failed: which, why as a keyword, and why in a sentence.

    Connectors turn it into a `Refused` if one document is lost, and let it pass as a FetchError if the listing is. `url` and
    `detail` hold no credentials. Reasons:

    - `address-invalid`, `address-unknown`, `address-refused`: not an address, not in DNS, or in a forbidden network;
    - `robots-disallowed`, `robots-unreachable`, `robots-delay`: robots.txt forbids it, cannot be read (which forbids all, RFC
      9309), or asks for pauses beyond `manners.longest_wait_s`;
    - `connect`, `tls`, `timeout`, `cut`, `protocol`: no connection, no valid certificate, silence, ended early, not HTTP;
    - `proxy-refused`: the environment's proxy refuses the request;
    - `host-failing`: too many addresses of this host failed in a row;
    - `too-slow`, `length`: not whole in time, longer than announced;
    - `too-large`, `encoding-bomb`, `encoding`: beyond `manners.max_bytes`, swells too much, cannot be decompressed;
    - `redirect-loop`, `redirect-invalid`; `unstable`: the file changes while it is fetched;
    - `http-404`, `http-429` …: the final status; `http-412`: the server has another version;
    - `no-ranges`: the server does not serve parts of the file;
    - `empty`, `not-the-file`, `not-as-listed`: the answer cannot be the document.

    `headers` and `body` are the server's; `body` holds the beginning of an error in JSON or XML.
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
