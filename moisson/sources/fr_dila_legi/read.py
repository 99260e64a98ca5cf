"""French codes as DILA publishes them (LEGI), in the JSON trees of the package `@socialgouv/legi-data`: one document per article.

A tree is a code, its sections (up to nine deep) and their articles. An article's `cid` stays when its words change; its `id`
names one version of them. What is content: the code's title, the titles of the sections above, the number, the words and the
publisher's note. Links leave the words before they are hashed, since their targets change while the words stay.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Refused, Text
from moisson.readers.html.page import html_to_text

LINK = re.compile(r"</?a\b[^<>]*>", re.I)
TAG = re.compile(r"<[^<>]*>")
NAMED = re.compile(r"[A-ZÉ][a-zé]{3}|\(")  # `Annexe II : Tableau n° 102` names itself; `L1221-1` is an article's number
RECORDED = ("id", "cid", "num", "etat", "dateDebut", "dateFin", "intOrdre")


def split(file: File) -> Iterator[Raw | Refused]:
    """One Raw for each article of a code, in the code's order."""
    tree = file.json()
    try:
        code = Container(tree["data"]["cid"], tree["data"]["title"])
        stack: list[tuple[Mapping[str, Any], tuple[str, ...]]] = [(tree, ())]
        while stack:
            node, path = stack.pop()
            data = node["data"]
            if node["type"] == "article":
                yield _article(data, code, path)
            elif node["type"] in ("code", "section"):
                below = path if node is tree else (*path, _line(data["title"]))
                stack.extend((child, below) for child in reversed(node.get("children") or ()))
            else:
                yield Refused(str(data.get("id") or file.path), "node-unknown", f"a node of type {node['type']!r} in {file.path}")
    except (KeyError, TypeError, AttributeError) as error:
        raise DocumentError("json-unexpected", f"{file.path} is not a tree of a code: {error!r}") from None


def _article(data: Mapping[str, Any], code: Container, path: tuple[str, ...]) -> Raw:
    content = {"code": code.title, "path": path, "num": _line(data.get("num") or "")}
    for html, plain in (("texteHtml", "texte"), ("notaHtml", "nota")):
        if TAG.sub("", data.get(html) or "").strip():
            content[html] = LINK.sub("", data[html])
        elif data.get(plain):
            content[plain] = data[plain]
    start = _day(data.get("dateDebut"))
    return Raw(
        id=data["cid"],
        content=content,
        title=_title(content),
        record={name: data.get(name) for name in RECORDED},
        url=f"https://www.legifrance.gouv.fr/codes/article_lc/{data['id']}",
        legal_state=data.get("etat"),
        valid_from=start,
        valid_to=_day(data.get("dateFin")),
        created=start,
        publisher_version=data["id"],
        part_of=(code,),
    )


def read(content: bytes) -> Iterator[Text]:
    """The article under its code's title and the titles of the sections above it; the publisher's note at the end."""
    article = orjson.loads(content)
    body = html_to_text(article["texteHtml"]) if "texteHtml" in article else _line(article.get("texte", ""))
    note = html_to_text(article["notaHtml"]) if "notaHtml" in article else _line(article.get("nota", ""))
    if not body:
        raise DocumentError("empty", "the article has no words of its own")
    headings = [f"# {article['code']}"]
    if article["path"]:
        headings.append(f"## {' > '.join(article['path'])}")
    headings.append(f"### {_name(article['num'])}")
    parts = ["\n".join(headings), body]
    if note:
        parts.append(note if note.upper().startswith("NOTA") else f"NOTA : {note}")
    yield Text("\n\n".join(parts), "legi-json", _title(article))


def _title(content: Mapping[str, Any]) -> str:
    name = _name(content["num"])
    return f"{content['code']}, {name[0].lower() + name[1:]}"


def _name(num: str) -> str:
    if not num:
        return "Article sans numéro"
    return num if NAMED.match(num) else f"Article {num}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _day(milliseconds: int | None) -> str | None:
    """The publisher's times are midnight UTC of the day that is meant; 2999-01-01 is its word for no end."""
    if milliseconds is None:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()
