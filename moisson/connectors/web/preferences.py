"""Statements of AI preference: IETF's vocabulary (draft-ietf-aipref-vocab, as a structured field), and Cloudflare's signals.

The vocabulary's drafts have called the training of generative models `genai`, `train-ai`, `train-genai`, and sites say what they
learned first; wider names (`ai`, `tdm`, `bots`) hold it as well, where nothing nearer is said.
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
    """The members of a structured field's dictionary (RFC 9651, 4.2.2), as written, the last of a key; None where it is none."""
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
    """What a statement of usage preferences says of the training of models: `y`, `n`, or nothing that is known.

    Within one line the last word of a key counts (RFC 9651). Several lines of one answer, which a network before the server may
    have added to, are statements of their own: the most restrictive of them counts (draft-ietf-aipref-vocab, section 5.1).
    """
    lines = [members for line in said.splitlines() if (members := dictionary(line))]
    for labels in (TRAINING, WIDER):
        answers = {members.get(label) for members in lines for label in labels}
        if "n" in answers or "y" in answers:
            return "n" if "n" in answers else "y"
    return None


def signals(said: str) -> Answer | None:
    """What `Content-Signal: search=yes, ai-train=no` says of training; where it says both, or came twice, one `no` is enough."""
    parts = (part.partition("=") for part in said.lower().split(","))
    values = {value.strip() for name, _, value in parts if name.strip() == "ai-train"}
    return "n" if "no" in values else "y" if "yes" in values else None
