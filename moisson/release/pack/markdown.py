"""Escapes publishers' text for Markdown, so that a title cannot break a table."""

import re
from collections.abc import Iterable, Sequence


def escaped(text: str | None) -> str:
    """Text on one line, with everything that Markdown or HTML would take for markup made literal."""
    return _literal(" ".join((text or "").split()))


def _literal(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|~])", r"\\\1", text).replace("&", "&amp;")


def prose(text: str) -> str:
    """Text of ours, on one line, in which backticks mark code."""
    parts = re.split(r"`([^`]+)`", " ".join(text.split()))
    return "".join(code(part) if place % 2 else _literal(part) for place, part in enumerate(parts))


def code(text: str) -> str:
    """Text as code, safe in a table cell."""
    return "`" + " ".join(text.split()).replace("`", "'").replace("|", "\\|") + "`"


def link(text: str | None, url: str | None) -> str:
    """A link, where there is a web address to link to."""
    if not url or not url.startswith(("https://", "http://")):
        return escaped(text)
    target = re.sub(r"[<>\s]", "", url)
    return f"[{escaped(text)}](<{target}>)"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """A table; `right` names the columns of numbers. Cells are Markdown already."""
    aligned = set(right)
    rule = ["---:" if i in aligned else "---" for i in range(len(head))]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def quoted(text: str) -> str:
    """A passage of a document, as a block that nothing in it can break out of."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"
