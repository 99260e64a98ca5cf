"""The French publisher's (DILA) XML: LEGI, JORF, KALI, the decisions of CASS, INCA, CAPP, JADE and CONSTIT, and CNIL; one family.

A file is an article, a text's head (title, visas, signatures), a whole text of the gazette (JORFSIMPLE), a decision, or a list of
a text's parts, which has no words. `split` separates content (titles, number, words) from what may change around it: state,
dates, links. A file holds several versions of headings and titles; the document gets those in force at the end of its own time.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import orjson
from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Refused, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.law.dila_text import article_name, article_title, text_of
from moisson.readers.read_options import How
from moisson.readers.xml.xmlsource import xml_source

LEFT_OUT = {
    "META": "metadata: fields are made of them",
    "VERSIONS": "a list of the article's versions",
    "LIENS": "a list of links to other texts",
    "STRUCT": "a list of a text's articles, without their words",
    "STRUCTURE_TA": "a list of a section's articles, without their words",
    "STRUCTURE_TXT": "a list of texts, without their words",
    "COMMENTAIRE": "the publisher's comment on a section",
}
ARTICLES = ("ARTICLE",)
TEXTS = ("TEXTE_VERSION",)
WHOLE = "TEXTE"  # of JORFSIMPLE: a text of the gazette with its articles in STRUCT, its facts beside them
AGREEMENT = "TEXTE_ACCO"  # of an enterprise: the text is an office document beside the file
LISTS = ("SECTION_TA", "TEXTELR", "TEXTEKALI", "STRUCT", "JO", "IDCC", "VERSIONS", "ELI")
HEADING = "TITRE_TA"
ASIDE = frozenset((*LEFT_OUT, "CONTEXTE", "ID", "TITRE_TA"))
LINK = re.compile(r"</?a\b[^<>]*>", re.I)
ESCAPED = re.compile(  # mark-up as old articles and decisions have it, escaped once more
    r"&lt;(/?(?:a|b|blockquote|br|center|div|em|font|h[1-6]|i|li|ol|p|span|strong|su[bp]|table|tbody|td|th|thead|tr|u|ul)"
    r"(?:\s(?:(?!&[lg]t;)[^<>])*)?/?)&gt;",
    re.I,
)
OUTER = re.compile(r"\A<[^<>]*>|</[^<>/]*>\Z")
TAG = re.compile(r"<[^<>]*>")
FOREVER = "2999-01-01"  # the publisher's word for no date
PAGES = {
    "LEGIARTI": "loda/article_lc",
    "LEGITEXT": "loda/id",
    "JORFARTI": "jorf/article_jo",
    "JORFTEXT": "jorf/id",
    "KALIARTI": "conv_coll/id",
    "KALITEXT": "conv_coll/id",
    "JURITEXT": "juri/id",
    "CETATEXT": "ceta/id",
    "CONSTEXT": "cons/id",
    "CNILTEXT": "cnil/id",
}
TAGGED = b'{"@dila":'  # how content of this module begins


def split(file: File, how: How) -> Iterator[Raw | Refused]:
    """The one document of a file; refuses a file that only lists others."""
    root = _parse(file.data)
    kind = _local(root)
    identity = _words(root, "META/META_COMMUN/ID") or _words(root, "ID")
    if kind == AGREEMENT:
        named = _words(root, "META//META_ACCO/DOCUMENT_BUREAUTIQUE") or "another file"
        yield Refused(identity or file.path, "data-only", f"{kind}: what is known of an agreement, whose words are in {named}")
        return
    if kind in LISTS:
        yield Refused(identity or file.path, "dila-structure", f"{kind}: a list of articles or sections, without their words")
        return
    if not identity:
        raise DocumentError("dila-without-id", f"the {kind} in {file.path} has no META/META_COMMUN/ID")
    if kind in ARTICLES:
        yield _article(root, identity)
    elif kind in TEXTS or kind == WHOLE:
        text = _whole(root, identity) if kind == WHOLE else _text(root, identity)
        yield text or Refused(identity, "dila-structure", "the head of a text that has a title and no words of its own")
    else:
        yield _decision(root, identity, kind)


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document from `split`, or from a published file, then with its state, dates and links."""
    if content.startswith(TAGGED):
        try:
            yield text_of(File("the document", content).json())
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise DocumentError("json-unexpected", f"no document as split makes them: {error!r}") from None
        return
    for raw in split(File("file", content), how):
        if isinstance(raw, Refused):
            raise DocumentError(raw.reason, raw.detail)
        yield with_facts(raw)


def with_facts(raw: Raw) -> Text:
    """A document as `split` has taken it out, with what stands around its words."""
    return text_of(orjson.loads(raw.body))._replace(
        created=raw.created, url=raw.url, legal_state=raw.legal_state, valid_from=raw.valid_from, valid_to=raw.valid_to
    )


def _article(root: etree._Element, identity: str) -> Raw:
    text = root.find("CONTEXTE/TEXTE")
    start, end = (_words(root, f"META//META_ARTICLE/DATE_{side}") for side in ("DEBUT", "FIN"))
    title = "" if text is None else _valid(text.findall("TITRE_TXT"), end)
    number = _words(root, "META//META_ARTICLE/NUM")
    content = {"@dila": "article", "text": title, "path": _path(text, end), "num": number, "blocks": _blocks(root)}
    if over := _words(root, "META//META_ARTICLE/TITRE"):
        content["over"] = over
    part_of = (Container(text.get("cid") or title, title),) if text is not None and title else ()
    if (agreement := root.find("CONTEXTE/CONTENEUR[@nature='IDCC']")) is not None and (name := agreement.get("titre")):
        content["agreement"] = name
        part_of = (Container(agreement.get("cid") or name, name), *part_of)
    if eli := _words(root, "META/META_COMMUN/ID_ELI"):
        content["identifiers"] = [["eli", eli]]
    code = text is not None and text.get("nature") == "CODE"
    return Raw(
        id=identity,
        content=content,
        title=article_title(content),
        url=page(identity, code=code),
        legal_state=_words(root, "META//META_ARTICLE/ETAT") or None,
        valid_from=_day(start),
        valid_to=_day(end),
        created=_day(start) or (_day(text.get("date_signature")) or _day(text.get("date_publi")) if text is not None else None),
        part_of=part_of,
    )


def _text(root: etree._Element, identity: str) -> Raw | None:
    blocks = _blocks(root)
    if not blocks:
        return None
    version, chronicle = "META//META_TEXTE_VERSION", "META//META_TEXTE_CHRONICLE"
    title = _words(root, f"{version}/TITREFULL") or _words(root, f"{version}/TITRE")
    content: dict[str, Any] = {"@dila": "text", "title": title, "blocks": blocks}
    stated = [["nor", _words(root, f"{chronicle}/NOR")], ["eli", _words(root, "META/META_COMMUN/ID_ELI")]]
    if any(value for _, value in stated):
        content["identifiers"] = [pair for pair in stated if pair[1]]
    return Raw(
        id=identity,
        content=content,
        title=title or None,
        url=page(identity, code=_words(root, "META/META_COMMUN/NATURE") == "CODE"),
        legal_state=_words(root, f"{version}/ETAT") or None,
        valid_from=_day(_words(root, f"{version}/DATE_DEBUT")),
        valid_to=_day(_words(root, f"{version}/DATE_FIN")),
        created=_day(_words(root, f"{chronicle}/DATE_TEXTE")) or _day(_words(root, f"{chronicle}/DATE_PUBLI")),
    )


def _whole(root: etree._Element, identity: str) -> Raw | None:
    struct = root.find("STRUCT")
    parted = [] if struct is None else _parted(struct, 2)
    blocks = _blocks(_worded(root))
    works = [block for block in blocks if block[0] == "TP"]  # on the bill's way through Parliament: printed last
    blocks = [*(block for block in blocks if block[0] != "TP"), *parted, *works]
    if not blocks:
        return None
    title = _words(root, "TITREFULL") or _words(root, "TITRE")
    content: dict[str, Any] = {"@dila": "text", "title": title, "blocks": blocks}
    if stated := [[key, value] for key, path in (("nor", "NOR"), ("eli", "ID_ELI")) if (value := _words(root, path))]:
        content["identifiers"] = stated
    return Raw(
        id=identity,
        content=content,
        title=title or None,
        url=page(identity),
        created=_day(_words(root, "DATE_TEXTE")) or _day(_words(root, "DATE_PUBLI")),
    )


def _worded(root: etree._Element) -> list[etree._Element]:
    """Its parts that hold words."""
    return [part for part in root if part.find("CONTENU") is not None]


def _parted(parent: etree._Element, level: int) -> list[list[str]]:
    """Sections and articles in their order, each under its heading, where it has one."""
    blocks: list[list[str]] = []
    for part in parent:
        kind = _local(part)
        if kind == "SECTION_TA":
            name, within = _words(part, "TITRE_TA"), _parted(part, level + 1)
        elif kind == "ARTICLE":
            name, within = article_name(_words(part, "NUM")), _blocks(_worded(part))
        else:
            blocks += _blocks([part])
            continue
        if name:
            blocks.append([HEADING, f"<h{min(level, 6)}>{escape(name)}</h{min(level, 6)}>"])
        blocks += within
    return blocks


def _decision(root: etree._Element, identity: str, kind: str) -> Raw:
    meta = {_local(element): _line(element) for element in root.iterfind("META//*") if len(element) == 0}
    numbers = [_line(element) for element in root.iterfind("META/META_SPEC//NUMERO_AFFAIRE")] or [meta.get("NUMERO", "")]
    title = meta.get("TITREFULL") or meta.get("TITRE", "")
    if kind == "TEXTE_JURI_CONSTIT" and numbers[0] not in title:  # there the title is a party, or the law in question
        title = ", ".join(filter(None, (f"Décision n° {numbers[0]} {meta.get('NATURE_QUALIFIEE', '')}".strip(), title)))
    body = root.find("TEXTE")
    content = {"@dila": "decision", "title": title, "blocks": _blocks(root if body is None else body)}
    content["identifiers"] = [
        *([["ecli", meta["ECLI"]]] if meta.get("ECLI") else []),
        *(["number", number] for number in numbers if number),
    ]
    summary = [
        [_local(element), _inner(element)]
        for element in root.iterfind("TEXTE/SOMMAIRE/*")
        if _local(element) in ("SCT", "ANA") and _line(element)
    ]
    return Raw(
        id=identity,
        content=content | ({"summary": summary} if summary else {}),
        title=title or None,
        url=page(identity),
        legal_state=meta.get("ETAT_JURIDIQUE") or None,
        created=_day(meta.get("DATE_DEC") or meta.get("DATE_TEXTE") or ""),
    )


def _path(text: etree._Element | None, end: str) -> list[str]:
    """The titles of the sections above, from the outside inwards."""
    path: list[str] = []
    section = None if text is None else text.find("TM")
    while section is not None:
        if title := _valid(section.findall("TITRE_TM"), end):
            path.append(title)
        section = section.find("TM")
    return path


def _valid(titles: list[etree._Element], end: str) -> str:
    """Of a title's versions the last that began before the document's own end."""
    known = [title for title in titles if _line(title) or title.get("c_titre_court")]
    before = [title for title in known if not end or (title.get("debut") or "") < end]
    chosen = max(before, key=lambda title: title.get("debut") or "") if before else next(iter(known), None)
    return "" if chosen is None else _line(chosen) or str(chosen.get("c_titre_court"))


def _blocks(parent: Iterable[etree._Element]) -> list[list[str]]:
    """What bears words, by the publisher's name for it: BLOC_TEXTUEL, VISAS, SIGNATAIRES, NOTA …"""
    return [
        [_local(part), html]
        for part in parent
        if _local(part) not in ASIDE and _local(part) != "SOMMAIRE"
        for html in ["<br><br>".join(filter(None, map(_inner, _contents(part))))]
        if TAG.sub("", html).strip()
    ]


def _contents(part: etree._Element) -> list[etree._Element]:
    """Where the words stand; those who refer a law to the Constitutional Council may each have an element of their own."""
    return part.findall("CONTENU") or part.findall("*/CONTENU") or part.findall("SAISINE")


def _inner(element: etree._Element) -> str:
    """The mark-up inside an element, as HTML without links, whose targets change while the words stay."""
    html = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return LINK.sub("", ESCAPED.sub(r"<\1>", OUTER.sub("", html))).strip()


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(xml_source(data), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError("xml-malformed", error.msg) from None


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _line(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _words(root: etree._Element, path: str) -> str:
    found = root.find(path)
    return "" if found is None else _line(found)


def _day(value: str | None) -> str | None:
    return iso_date(value) if value and value != FOREVER else None


def page(identity: str, *, code: bool = False) -> str | None:
    """The publisher's page of a document."""
    place = PAGES.get(identity[:8])
    if place and code:
        place = place.replace("loda", "codes")
    return f"https://www.legifrance.gouv.fr/{place}/{identity}" if place else None
