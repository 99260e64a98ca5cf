"""AI preferences: IETF's vocabulary (draft-ietf-aipref-vocab, a structured field) and Cloudflare's signals.

Drafts named the training of generative models `genai`, `train-ai` and `train-genai`; sites use any of them. Wider labels (`ai`,
`tdm`, `bots`) include it, unless a narrower one is stated.
"""

import re
from typing import Literal

Answer = Literal["y", "n"]

_KEY = r"[a-z*][a-z0-9_.*-]*"
_TOKEN = r"[A-Za-z*][!#$%&'*+.^_`|~A-Za-z0-9:/-]*"
_BARE = (
    rf'(?:{_TOKEN}|-?\d{{1,15}}(?:\.\d{{1,3}})?|"(?:[ !#-\[\]-~]|\\["\\])*"|:[A-Za-z0-9+/=]*:|\?[01]|@-?\d{{1,15}}'
    r'|%"(?:[ !#$&-~]|%[0-9a-f]{2})*")'
)
_PARAMETERS = rf"(?:;[ ]*{_KEY}(?:={_BARE})?)*"
_INNER = rf"\([ ]*(?:{_BARE}{_PARAMETERS}(?:[ ]+{_BARE}{_PARAMETERS})*[ ]*)?\)"
MEMBER = re.compile(rf"({_KEY})(?:=({_BARE}|{_INNER}))?{_PARAMETERS}")
COMMA = re.compile(r"[ \t]*,[ \t]*")
TRAINING = ("train-ai", "train-genai", "genai")
WIDER = ("ai", "tdm", "bots")


def dictionary(said: str) -> dict[str, str | None] | None:
    """The members of a structured field's dictionary (RFC 9651, 4.2.2), unparsed, the last of each key; None if invalid."""
    said = said.strip(" ")
    members: dict[str, str | None] = {}
    at = 0
    while at < len(said):
        if not (member := MEMBER.match(said, at)):
            return None
        members[member[1]] = member[2]
        at = member.end()
        if at < len(said):
            if not (comma := COMMA.match(said, at)) or comma.end() == len(said):
                return None
            at = comma.end()
    return members


def usage(said: str) -> Answer | None:
    """Whether training is allowed: `y`, `n` or None.

    In one line the last value of a key counts (RFC 9651). Several lines, which a proxy may have added, are separate statements:
    the most restrictive counts (draft-ietf-aipref-vocab, section 5.1).
    """
    lines = [members for line in said.splitlines() if (members := dictionary(line))]
    for labels in (TRAINING, WIDER):
        answers = {members.get(label) for members in lines for label in labels}
        if "n" in answers or "y" in answers:
            return "n" if "n" in answers else "y"
    return None


def signals(said: str) -> Answer | None:
    """What `Content-Signal: search=yes, ai-train=no` says of training; one `no` is enough."""
    parts = (part.partition("=") for part in said.lower().split(","))
    values = {value.strip() for name, _, value in parts if name.strip() == "ai-train"}
    return "n" if "no" in values else "y" if "yes" in values else None
