"""French collective agreements as DILA publishes them (KALI), in the JSON trees of the package `@socialgouv/kali-data`.

A tree is an agreement (KALICONT): its base text, and the texts attached to it (KALITEXT), each with sections (KALISCTA) and
articles. The document is the text, since that is what was signed. What is content: its title, and of its sections and
articles the headings, numbers, words and notes; not the agreement it was met in. A text that several agreements share is
therefore the same document each time.

A text of more than `LIMIT` words is cut at its own sections, from the outside inwards, until what is left is shorter or has no
sections. A section of fewer than `LEAST` words is not worth a document: it stays, with the articles that stand outside any
section, in the document of the text or section around it. A cut document bears the headings above it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypedDict

import orjson

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Refused, Text
from moisson.readers.html.page import html_to_text

LIMIT = 20_000  # words
LEAST = 500  # words
LINK = re.compile(r"</?a\b[^<>]*>", re.I)
TAG = re.compile(r"<[^<>]*>")
NAMED = re.compile(r"préambule|[A-ZÉ][a-zà-ÿ]{3}")  # `Annexe II` names itself; `unique`, `4.2` and `A.3.1` number an article
RECORDED = ("id", "cid", "etat", "modifDate", "intOrdre")
WORDS = ("num", "surtitre", "content", "nota")  # the fields of an article that are read by people

# Letters and line ends that a conversion at the publisher's left as marks: `contr<CB>le`, `INDEMNIT<E>`, `< RL Les salariés`.
MARKS = (
    (re.compile(r"<CB>"), "ô"),
    (re.compile(r"<E>"), "É"),
    (re.compile(r"<L>"), "<br>"),
    (re.compile(r"<\s*RL", re.I), "<br>"),
)

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
DAY = re.compile(rf"\b(?:du|accord|avenant|lettre) (\d{{1,2}})(?:er)? ({'|'.join(MONTHS)}) (\d{{4}})(?!\d)", re.I)
# A kind of text, named in a title; with an article before it, it is another text than the one that bears the title.
KIND = re.compile(
    r"(?P<other>\bl['’]|\b(?:la|les|au|aux|du|des|cette|présente?) )?\b(?:protocole d['’]accord|accord|additif|adhésion|"
    r"annexe|arrêté|avenant|avis|bulletin|ccn|(?P<convention>convention)|déclaration|décret|lettre|loi|protocole)s?\b",
    re.I,
)


class Node(TypedDict, total=False):
    """A section (with `children`) or an article, without anything that may change while the words stay."""

    title: str
    children: list["Node"]
    num: str
    surtitre: str
    content: str
    nota: str


def split(file: File, limit: int = LIMIT, least: int = LEAST) -> Iterator[Raw | Refused]:
    """One Raw for each text of an agreement, several for a very long one."""
    tree = file.json()
    try:
        agreement = Container(tree["data"]["id"], _line(tree["data"]["title"]))
        for branch in tree.get("children") or ():
            for text in [branch] if branch["data"].get("id") else branch.get("children") or ():
                yield from _documents(text, (), agreement, text["data"], limit, least)
    except (KeyError, TypeError, AttributeError) as error:
        raise DocumentError("json-unexpected", f"{file.path} is not a tree of an agreement: {error!r}") from None


def _documents(
    node: Mapping[str, Any], path: tuple[str, ...], agreement: Container, text: Mapping[str, Any], limit: int, least: int
) -> Iterator[Raw]:
    """The document of a text or section, then those of the sections that are cut out of it."""
    kept: list[Node] = []
    cut: list[Mapping[str, Any]] = []
    long = _count(node) > limit
    for child in node.get("children") or ():
        if long and child["type"] == "section" and _count(child) >= least:
            cut.append(child)
        else:
            kept.append(_node(child))
    if kept or not cut:
        yield _raw(node["data"], {"title": _line(text["title"]), "path": path, "children": kept}, agreement, text)
    for section in cut:
        yield from _documents(section, (*path, _line(section["data"].get("title") or "")), agreement, text, limit, least)


def _raw(data: Mapping[str, Any], content: Mapping[str, Any], agreement: Container, text: Mapping[str, Any]) -> Raw:
    return Raw(
        id=text["cid"] if data is text else f"{text['cid']}/{data['cid']}",
        content=content,
        title=_title(content),
        record={name: data[name] for name in RECORDED if name in data},
        url=f"https://www.legifrance.gouv.fr/conv_coll/id/{text['id']}",
        legal_state=data.get("etat"),
        created=_signed(content["title"]),
        publisher_version=data["id"] if data["id"] != data["cid"] else None,
        part_of=(agreement,),
    )


def _count(node: Mapping[str, Any]) -> int:
    """About how many words stand in the articles of a node."""
    if node["type"] == "article":
        return sum(len(TAG.sub(" ", node["data"].get(name) or "").split()) for name in WORDS)
    return sum(_count(child) for child in node.get("children") or ())


def _node(node: Mapping[str, Any]) -> Node:
    data = node["data"]
    if node["type"] == "article":
        article: Node = {}
        if data.get("num"):
            article["num"] = _line(data["num"])
        if data.get("surtitre"):
            article["surtitre"] = _line(data["surtitre"])
        if data.get("content"):
            article["content"] = LINK.sub("", data["content"])
        if data.get("nota"):
            article["nota"] = LINK.sub("", data["nota"])
        return article
    return {"title": _line(data.get("title") or ""), "children": [_node(child) for child in node.get("children") or ()]}


def read(content: bytes) -> Iterator[Text]:
    """The text under its title, with its sections as headings; raises DocumentError where no article has words."""
    text = orjson.loads(content)
    path = [heading for heading in text["path"] if heading]
    blocks = [block for node in text["children"] for block in _blocks(node, 2 + len(path))]
    if not blocks:
        raise DocumentError("empty", "no article of the text has words")
    above = [f"{_hashes(level)} {heading}" for level, heading in enumerate([_line(text["title"]), *path], start=1)]
    yield Text("\n\n".join([*above, *blocks]), "kali-json", _title(text), created=_signed(text["title"]))


def _blocks(node: Node, level: int) -> list[str]:
    """A section or an article as blocks of text; nothing where it has no words."""
    if "children" in node:
        heading = node.get("title", "")
        blocks = [block for child in node["children"] for block in _blocks(child, level + bool(heading))]
    else:
        number, over, note = node.get("num", ""), node.get("surtitre", ""), _words(node.get("nota", ""))
        heading = _name(number) or over
        if note and not note.upper().startswith(("NOTA", "(")):
            note = f"NOTA : {note}"
        blocks = [block for block in (over if number else "", _words(node.get("content", "")), note) if block]
        if over and not blocks:
            return [f"{_hashes(level)} {heading}"]
    if not heading or not blocks:
        return blocks
    first, _, rest = blocks[0].partition("\n")
    if first.casefold() == heading.casefold():  # publishers repeat the heading as the first line of the words
        blocks[:1] = [rest.lstrip("\n")] if rest else []
    return [f"{_hashes(level)} {heading}", *blocks]


def _words(html: str) -> str:
    for mark, meant in MARKS:
        html = mark.sub(meant, html)
    return html_to_text(html)


def _name(number: str) -> str:
    return number if not number or NAMED.match(number) else f"Article {number}"


def _hashes(level: int) -> str:
    return "#" * min(level, 6)


def _title(content: Mapping[str, Any]) -> str:
    return " > ".join([content["title"], *filter(None, content["path"])])


def _signed(title: str) -> str | None:
    """The date that a title gives for its own text: `Avenant n° 3 du 12 juin 2003 à l'accord du 5 mai 1998`.

    An annex that names a convention gives the convention's date, not its own.
    """
    before = 0
    annexed = title[:6].casefold() in ("annexe", "classi", "grille")
    for day in DAY.finditer(title):
        kinds = list(KIND.finditer(title, before, day.end()))
        if not kinds or not (kinds[-1]["other"] or (annexed and kinds[-1]["convention"])):
            return f"{day[3]}-{MONTHS.index(day[2].lower()) + 1:02}-{int(day[1]):02}"
        before = day.end()
    return None


def _line(text: str) -> str:
    return " ".join(text.split())
