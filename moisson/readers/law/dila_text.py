"""The words of a document of DILA, from what `dila.split` has taken out of a file."""

import re
from collections.abc import Mapping
from typing import Any

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.html.page import html_to_text

NAMED = re.compile(r"[A-ZÉ][a-zé]{3}|\(")  # `Annexe II : Tableau n° 102` names itself; `L1221-1` is an article's number
BLANK = re.compile(r"\n[ \t]*\n\s*")  # what parts the paragraphs of a text without mark-up
NOTE = "NOTA"
LABELS = {"CITATION_JP": "Précédents jurisprudentiels", "SAISINES": "Saisine", "OBSERVATIONS": "Observations"}
SUMMARY = "Titrages et résumés"


def text_of(content: Mapping[str, Any]) -> Text:
    """The document under its headings: the words first, then the publisher's summary, citations and note."""
    kind = content["@dila"]
    notes: list[str] = []
    body: list[str] = []
    after: list[str] = []
    for name, html in content["blocks"]:
        words = html_to_text(html if "<" in html else BLANK.sub("<br><br>", html))
        if not words:
            continue
        if name == NOTE:
            notes.append(words if words.upper().startswith(NOTE) else f"{NOTE} : {words}")
        elif name in LABELS:
            after.append(f"## {LABELS[name]}\n\n{words}")
        else:
            body.append(words)
    summary = [words for _, html in content.get("summary", ()) if (words := html_to_text(html))]
    if not body and not summary:  # of old decisions there may be no more than the summary
        raise DocumentError("empty", f"the {kind} has no words of its own")
    if summary:
        after.insert(0, "\n\n".join([f"## {SUMMARY}", *summary]))
    over = content.get("over")
    if over and content["num"] and _told(body[0].partition("\n")[0]) != _told(over):  # some repeat it as the first line
        body.insert(0, over)
    title = article_title(content) if kind == "article" else content["title"] or None
    head = "\n".join(_headings(content))
    return Text(
        "\n\n".join([*([head] if head else []), *body, *after, *notes]),
        "dila",
        title,
        "fr",
        identifiers=tuple(Identifier(*pair) for pair in content.get("identifiers", ())),
        kind="decision" if kind == "decision" else "law",
    )


def article_title(content: Mapping[str, Any]) -> str | None:
    """The text's title and the article's number, or else the words over the article."""
    name = article_name(content["num"]) or content.get("over", "")
    if not (content["text"] and name):
        return content["text"] or name or None
    return f"{content['text']}, {name[0].lower() + name[1:]}"


def article_name(number: str) -> str:
    """`Article 3`, or the article's own name; empty where it has neither."""
    return number if not number or NAMED.match(number) else f"Article {number}"


def _headings(content: Mapping[str, Any]) -> list[str]:
    if content["@dila"] != "article":
        return [f"# {content['title']}"] if content["title"] else []
    lines = (
        content.get("agreement"),
        content["text"],
        " > ".join(content["path"]),
        article_name(content["num"]) or content.get("over"),
    )
    return [f"{'#' * level} {line}" for level, line in enumerate(filter(None, lines), 1)]


def _told(line: str) -> str:
    return line.strip(" .:").casefold()
