"""Text as HTML: escaped, marked as code, or marked with the language it is quoted in."""

import re
from html import escape


def text(value: object) -> str:
    """Anything as text that cannot become markup."""
    return escape(str(value))


def code(value: object) -> str:
    """A name as code, which a narrow cell may break after a separator and nowhere else, and which nobody should translate."""
    broken = re.sub(r"([_/:-])", r"\1<wbr/>", text(value))
    return f'<code translate="no">{broken}</code>'


def prose(words: str) -> str:
    """Words in which backticks mark code."""
    return "".join(code(part) if place % 2 else text(part) for place, part in enumerate(words.split("`")))


def foreign(html: str, language: str | None) -> str:
    """Quoted words, marked with their language; the mark is empty where it is unknown."""
    return f'<span lang="{text(language or "")}">{html}</span>'


def link(value: str | None, url: str | None) -> str:
    """A link, where there is a web address to link to; it leads out of the page, and nothing is loaded from it."""
    if not url or not url.startswith(("https://", "http://")):
        return text(value or "–")
    return f'<a href="{text(url)}" rel="noreferrer">{text(value or url)}</a>'
