"""Answers of Légifrance's interface (PISTE) in JSON: an article, a text with its articles, or a decision.

They hold what DILA's XML holds, under other names; the document is the same. Instants are milliseconds.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Text
from moisson.readers.json_text import NotJson, parse_json
from moisson.readers.law.dila import FOREVER, page, with_facts
from moisson.readers.law.dila_text import article_name, article_title
from moisson.readers.mojibake import righted
from moisson.readers.read_options import How

LEFT_OUT = {
    "liens": "links to other texts",
    "titrages": "numbers of keywords",
    "articles that have ended": "a text is read as it stands: those that are repealed, moved or replaced, where the text is not",
    "resume": "the publisher's summary of a text",
}
ENDED = ("ABROGE", "ANNULE", "DISJOINT", "MODIFIE", "PERIME", "TRANSFERE")  # how the states of articles begin that hold no more
NOT_YET = "DIFF"  # how one ends that is still to be reached
SUMMARY = {"abstrats": "SCT", "resumePrincipal": "ANA", "autreResume": "ANA"}
ASIDE = {"citationJp": "CITATION_JP", "saisines": "SAISINES", "observations": "OBSERVATIONS"}
MARKED = re.compile(r"<(?:p|br|div|table|ul|ol|b|i|strong|em|sup|span|a)\b[^<>]*>", re.I)
DEEPEST = 6  # levels of headings in HTML


def split(file: File, how: How) -> Iterator[Raw]:
    """The document of one answer, as DILA's XML would give it; raises DocumentError for what holds no words of one."""
    try:
        answer = parse_json(righted(file.data))
    except NotJson as error:
        raise DocumentError("json-malformed", f"{file.path}: {error}") from None
    if not isinstance(answer, dict) or "results" in answer:
        raise DocumentError("data-only", "what a search in Légifrance shows; ask for the documents that it names")
    if agreement := answer.get("acco"):
        named = _said(agreement, "attachementUrl") or "another file"
        raise DocumentError("data-only", f"what is known of an agreement, whose words are in {named}")
    entry = next((held for name in ("article", "text") if isinstance(held := answer.get(name), dict)), answer)
    identity = _said(entry, "id").partition("_")[0]  # of a text also the day of the version
    if identity[4:8] == "ARTI":
        made, state = _article(entry), "etat"
    elif "sections" in entry or "articles" in entry:
        made, state = _text(entry), "jurisState"
    else:
        made, state = _decision(entry), "etat"
    code = "CODE" in (_said(entry, "nature"), *(_said(title, "nature") for title in _all(entry, "textTitles")))
    begins, ends = (_day(_first(entry, f"date{side}Version", f"date{side}")) for side in ("Debut", "Fin"))
    yield Raw(
        id=identity or file.path,
        content=made,
        title=(article_title(made) if made["@dila"] == "article" else made["title"]) or None,
        url=page(identity, code=code),
        legal_state=_said(entry, state) or None,
        valid_from=begins,
        valid_to=ends,
        created=begins if made["@dila"] == "article" and begins else _made(entry) or begins,
        part_of=tuple(_containers(entry)),
    )


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document of one answer as it came, with what stands around its words."""
    yield from map(with_facts, split(File("file", content), how))


def _made(entry: Mapping[str, Any]) -> str | None:
    days = (_day(entry.get(place)) for place in ("dateTexte", "datePubli", "dateParution"))
    return next(filter(None, days), None)


def _containers(entry: Mapping[str, Any]) -> Iterator[Container]:
    """The agreement and the text that a document is part of."""
    for place in ("conteneurs", "textTitles"):
        for around in _all(entry, place)[:1]:
            if title := " ".join(_said(around, "titre").split()):
                yield Container(_said(around, "cid") or title, title)


def _article(entry: Mapping[str, Any]) -> dict[str, Any]:
    around = entry.get("context")
    around = around if isinstance(around, dict) else {}
    titles = [_said(title, "titre") for title in (*_all(around, "titreTxt"), *_all(entry, "textTitles"))]
    agreements = [_said(agreement, "titre") for agreement in _all(entry, "conteneurs")]
    return {
        "@dila": "article",
        "text": next(filter(None, titles), ""),
        "path": [name for section in _all(around, "titresTM") if (name := _said(section, "titre"))],
        "num": _said(entry, "num"),
        "over": _said(entry, "surtitre"),
        "agreement": next(filter(None, agreements), None),
        "blocks": _blocks(("BLOC_TEXTUEL", _html(entry, "texte", "content")), ("NOTA", _html(entry, "nota"))),
        "identifiers": _named(entry, eli=("idEli",)),
    }


def _text(entry: Mapping[str, Any]) -> dict[str, Any]:
    state = _said(entry, "jurisState").upper()
    parts = [*_parts(entry, 2, state)]
    if not any(words for heading, words in parts if not heading):
        raise DocumentError("dila-structure", "the contents of a text, without the words of its articles")
    return {
        "@dila": "text",
        "title": " ".join(_said(entry, "title").split()),
        "blocks": _blocks(
            ("NOTICE", _html(entry, "notice")),
            ("VISAS", _html(entry, "visa")),
            ("BLOC_TEXTUEL", "".join(words for _, words in parts)),
            ("SIGNATAIRES", _html(entry, "signers")),
            ("NOTA", _html(entry, "nota")),
        ),
        "identifiers": _named(entry, nor=("nor",), eli=("eli", "idEli")),
    }


def _parts(section: Mapping[str, Any], level: int, state: str) -> Iterator[tuple[bool, str]]:
    """Headings and articles in order, as HTML: whether it is a heading, and its words. A section without words has no heading."""
    for article in _all(section, "articles"):
        held = _said(article, "etat")
        if held.startswith(ENDED) and not held.endswith(NOT_YET) and held != state:
            continue
        if words := _html(article, "content", "texte"):
            over = _said(article, "surtitre")
            number = article_name(_said(article, "num"))
            yield from ((True, _heading(name, level)) for name in [number or over] if name)
            yield False, f"<p>{escape(over)}</p>" * bool(number and over) + f"<div>{words}</div>"
        if note := _html(article, "nota"):
            yield False, f"<p>NOTA : {note}</p>" * bool(words)
    for inner in _all(section, "sections"):
        title = " ".join(_said(inner, "title").split())
        if found := [*_parts(inner, level + 1 if title else level, state)]:
            if title:
                yield True, _heading(title, level)
            yield from found


def _decision(entry: Mapping[str, Any]) -> dict[str, Any]:
    numbers = [name for name in entry.get("numeroAffaire") or () if isinstance(name, str)] or [_said(entry, "num")]
    made: dict[str, Any] = {
        "@dila": "decision",
        "title": _said(entry, "titreLong") or _said(entry, "titre"),
        "blocks": _blocks(
            ("BLOC_TEXTUEL", _html(entry, "texte")), *((name, _html(entry, place)) for place, name in ASIDE.items())
        ),
        "identifiers": [*_named(entry, ecli=("ecli",)), *(["number", number] for number in numbers if number)],
    }
    if summary := [
        [kind, words] for part in _all(entry, "sommaire") for place, kind in SUMMARY.items() if (words := _html(part, place))
    ]:
        made["summary"] = summary
    return made


def _blocks(*parts: tuple[str, str]) -> list[list[str]]:
    return [[name, words] for name, words in parts if words]


def _html(entry: Mapping[str, Any], *places: str) -> str:
    """What stands at a place, as HTML: its own, or made of the plain words."""
    for place in places:
        if words := _said(entry, f"{place}Html"):
            return words
        if words := _said(entry, place):
            return words if MARKED.search(words) else escape(words).replace("\n", "<br>")
    return ""


def _heading(words: str, level: int) -> str:
    level = min(level, DEEPEST)
    return f"<h{level}>{escape(words)}</h{level}>"


def _named(entry: Mapping[str, Any], **places: tuple[str, ...]) -> list[list[str]]:
    found = ((scheme, next((name for place in where if (name := _said(entry, place))), "")) for scheme, where in places.items())
    return [[scheme, name] for scheme, name in found if name]


def _said(entry: Any, place: str) -> str:
    held = entry.get(place) if isinstance(entry, dict) else None
    return held.strip() if isinstance(held, str) else ""


def _all(entry: Mapping[str, Any], place: str) -> list[Mapping[str, Any]]:
    held = entry.get(place)
    return [item for item in held if isinstance(item, dict)] if isinstance(held, list) else []


def _first(entry: Mapping[str, Any], *places: str) -> Any:
    return next((held for place in places if (held := entry.get(place))), None)


def _day(held: Any) -> str | None:
    """A day, written or in milliseconds; none where it is the publisher's word for no day."""
    if isinstance(held, int) and not isinstance(held, bool):
        try:
            held = datetime.fromtimestamp(held / 1000, UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            return None
    return held if isinstance(held, str) and len(held) == len(FOREVER) and held < FOREVER else None
