"""Pieces of HTML: escaped text, code, and tables with a caption and scopes."""

from collections.abc import Iterable, Sequence
from html import escape

from moisson.check.readiness.wording import Words


def code(value: object) -> str:
    """A name as code."""
    return f"<code>{escape(str(value))}</code>"


def prose(words: str) -> str:
    """Text of ours, in which backticks mark code."""
    return "".join(code(part) if place % 2 else escape(part) for place, part in enumerate(words.split("`")))


def badge(severity: str, words: Words) -> str:
    """How severe something is, in a word."""
    return f'<span class="badge {severity}">{escape(words.label(severity, "severity"))}</span>'


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> str:
    """A table of HTML cells whose first column names the row; `numbers` are the columns of figures."""
    kinds = [' class="number"' if place in set(numbers) else "" for place in range(len(head))]
    top = "".join(f'<th scope="col"{kind}>{escape(cell)}</th>' for kind, cell in zip(kinds, head, strict=True))
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{kind}>{cell}</td>" if place else f'<th scope="row"{kind}>{cell}</th>'
            for place, (kind, cell) in enumerate(zip(kinds, row, strict=True))
        )
        + "</tr>"
        for row in rows
    )
    name = escape(caption)
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{name}"><table><caption>{name}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
