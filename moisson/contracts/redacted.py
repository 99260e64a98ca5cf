"""Which parts of an address are secret, decided here for ids, rows, ledgers, stores, messages and releases.

Secrets are user and password before the host, values of parameters with telling names (in the query and behind `#`), and every
part of a signature: its date, term and key change with each signing, and an id or address must not.
"""

import re
from typing import Any

HIDDEN = "…"
LONGEST_ADDRESS = 8_192
NAMES = (
    r"(?:[a-z]+[-_])?api[-_]?key|apikey|subscription[-_]key|(?:[a-z]+[-_])?access[-_]?(?:token|key)|(?:id|refresh|auth|session|csrf|sas)[-_]?token|auth(?:[-_]?key)?"
    r"|authorization|token|passw(?:or)?d|passphrase|pwd|secret|(?:client|app)[-_]secret|sig|signature|credentials?|sas|bearer|jwt"
    r"|wskey|x-(?:amz|goog)-(?:credential|signature|security-token)|jsessionid|sessionid|session[-_]id|phpsessid|aspsessionid\w*"
)
VALUE = r"(?:(?!\?[\w.-]+=)[^&;#\s\"'<>])*"  # `;jsessionid=…` may stand before the query
SECRET = re.compile(rf"(?i)([?&;#](?:{NAMES})=){VALUE}")
# Parameters of a signature: AWS and Google, Azure's shared access, CloudFront and older S3.
SIGNED = tuple(
    (re.compile(rf"(?i)[?&]{signature}="), re.compile(rf"(?i)([?&;](?:{parts})=){VALUE}"))
    for signature, parts in (
        ("x-(?:amz|goog)-signature", "x-(?:amz|goog)-[a-z0-9-]+"),
        ("sig", "s[vretp]|spr|ss|srt|sip|si|sdd|scid|skoid|sktid|sk[tesv]|saoid|suoid"),
        ("signature", "expires|policy|key-pair-id|awsaccesskeyid|googleaccessid|ossaccesskeyid"),
    )
)
USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/?#\s\"'<>]*@")
ADDRESS = re.compile(r"[^\s\"'<>]+")  # within other words


def redacted(text: str) -> str:
    """Text with `…` in place of each secret in its addresses. Idempotent."""
    if "@" in text:
        text = USERINFO.sub(r"\1", text)
    return ADDRESS.sub(_redacted, text) if "=" in text and SECRET.search(text) else text


def _redacted(found: re.Match[str]) -> str:
    address = found[0]
    if "=" not in address:
        return address
    for signature, parts in SIGNED:
        if signature.search(address):
            address = parts.sub(rf"\1{HIDDEN}", address)
    return SECRET.sub(rf"\1{HIDDEN}", address)


def secrets(address: str) -> list[tuple[str, str]]:
    """The secret parameters of an address as written: name and value."""
    hidden = redacted(address)
    if hidden == address:
        return []
    words, others = re.split(r"[?&;#]", address), re.split(r"[?&;#]", hidden)
    pairs = [one.partition("=") for one, other in zip(words[1:], others[1:], strict=False) if one != other]
    return [(name, value) for name, _, value in pairs]


def redacted_value(value: Any) -> Any:
    """A JSON value with every string redacted, keys included."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, dict):
        return {redacted(key) if isinstance(key, str) else key: redacted_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [redacted_value(each) for each in value]
    return value
