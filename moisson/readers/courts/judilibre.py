"""Decisions of French courts in the JSON of Judilibre (Cour de cassation): one decision, or a page of them.

Offsets cut the text into zones; a zone may come several times, and words between two zones belong to none. The reader keeps all
of it in order, each zone under its name. Pseudonyms (`M. [Y]`, `Mme M...`) stay as they are.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Raw, Refused, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.spaces import one_line

LEFT_OUT = {
    "displayText": "the same text again",
    "highlights": "what a search has found, cut out of the text",
    "solution": "a label that the text itself states",
    "visa": "references to laws that the text itself makes",
    "rapprochements": "references to other decisions",
    "files": "links",
    "themes": "keywords, where the decision has summaries under them",
}
ZONES = {
    "introduction": "Entête",
    "expose": "Exposé du litige",
    "moyens": "Moyens",
    "motivations": "Motivation",
    "dispositif": "Dispositif",
    "annexes": "Annexes",
}
COURTS = {"cc": "Cour de cassation", "ca": "Cour d'appel", "tj": "Tribunal judiciaire", "tcom": "Tribunal de commerce"}
CHAMBERS = {
    "pl": "Assemblée plénière",
    "mi": "Chambre mixte",
    "civ1": "Première chambre civile",
    "civ2": "Deuxième chambre civile",
    "civ3": "Troisième chambre civile",
    "comm": "Chambre commerciale financière et économique",
    "soc": "Chambre sociale",
    "cr": "Chambre criminelle",
    "creun": "Chambres réunies",
}
LISTS = ("results", "resolved", "unresolved", "decisions", "jobs")
SEARCHED = "what a search shows of a decision; ask /decision or /export for its text"
RULE = " _=*~-"  # what stands in the rules that are drawn between paragraphs
TAGGED = b'{"@judilibre":'  # how content of this module begins


def split(file: File, how: How) -> Iterator[Raw | Refused]:
    """Each decision, and the decision under review where the file holds its text."""
    seen: set[str] = set()
    hits = 0  # of a search, which have no text
    for entry in _entries(file):
        identity = entry.get("id")
        if not isinstance(identity, str) or not identity:
            raise DocumentError("judilibre-without-id", f"{file.path} has a decision without an id")
        if identity in seen:
            continue
        seen.add(identity)
        if not entry.get("text"):
            hits += 1
            continue
        yield _raw(identity, entry, str(entry["text"]), entry.get("zones") or {})
        contested = entry.get("contested")
        if isinstance(contested, dict) and contested.get("content"):
            yield _raw(f"{identity}/contested", contested, str(contested["content"]), {})
    if hits:
        yield Refused(file.path, "judilibre-search-result", f"{hits:,} {'hit' if hits == 1 else 'hits'}: {SEARCHED}")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One decision from `split`, or all decisions of a published file, each under its id."""
    if content.startswith(TAGGED):
        try:
            yield _text(File("the decision", content).json())
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise DocumentError("json-unexpected", f"no decision as split makes them: {error!r}") from None
        return
    refused, found = Refused("file", "empty", "no decision"), False
    for raw in split(File("file", content), how):
        if isinstance(raw, Refused):
            refused = raw
        else:
            found = True
            yield _text(orjson.loads(raw.body), part=raw.id, url=raw.url)
    if not found:
        raise DocumentError(refused.reason, refused.detail)


def _entries(file: File) -> Iterator[Mapping[str, Any]]:
    try:
        values = [orjson.loads(file.data.removeprefix(b"\xef\xbb\xbf"))]
    except orjson.JSONDecodeError as error:
        try:
            values = [orjson.loads(line) for line in file.data.splitlines() if line.strip()]
        except orjson.JSONDecodeError:
            raise DocumentError("json-malformed", f"{file.path}: {error}") from None
    for value in values:
        pages = [value[name] for name in LISTS if isinstance(value.get(name), list)] if isinstance(value, dict) else [value]
        entries = [entry for page in pages for entry in page] if pages else [value]
        if not all(isinstance(entry, dict) for entry in entries):
            raise DocumentError("json-unexpected", f"{file.path} holds entries that are no decisions")
        yield from entries


def _raw(identity: str, entry: Mapping[str, Any], text: str, zones: Mapping[str, Any]) -> Raw:
    content: dict[str, Any] = {"@judilibre": "decision", "text": text, "zones": _zones(zones)}
    numbers = entry.get("numbers") or entry.get("number") or []
    content["numbers"] = [str(number) for number in (numbers if isinstance(numbers, list) else [numbers])]
    for name in ("ecli", "jurisdiction", "location", "chamber"):
        if isinstance(entry.get(name), str):
            content[name] = " ".join(entry[name].split())
    date = entry.get("decision_date") or entry.get("date")
    if created := iso_date(date) if isinstance(date, str) else None:
        content["date"] = created
    summaries = [
        {"titles": _titles(item.get("titles")), "summary": item.get("summary") or ""}
        for item in entry.get("titlesAndSummaries") or ()
        if isinstance(item, dict) and (item.get("titles") or item.get("summary"))
    ]
    if entry.get("summary") and not any(item["summary"] == entry["summary"] for item in summaries):
        summaries.insert(0, {"titles": _titles(entry.get("themes")), "summary": entry["summary"]})
    if summaries:
        content["summaries"] = summaries
    return Raw(
        id=identity,
        content=content,
        title=_title(content),
        url=None if "/" in identity else f"https://www.courdecassation.fr/decision/{identity}",
        created=created,
    )


def _zones(zones: Mapping[str, Any]) -> list[list[Any]]:
    """The zones in the order of the text: start, end, name."""
    spans = [
        [span["start"], span["end"], name]
        for name in zones
        for span in (zones[name] if isinstance(zones[name], list) else [zones[name]])
        if isinstance(span, dict) and isinstance(span.get("start"), int) and isinstance(span.get("end"), int)
    ]
    return sorted(spans)


def _titles(titles: object) -> str:
    return " - ".join(str(title) for title in titles) if isinstance(titles, list) else ""


def _text(content: Mapping[str, Any], *, part: str = "", url: str | None = None) -> Text:
    units = content["text"].encode("utf-16-le", "replace")  # offsets count UTF-16 units, as the publisher's own programs do
    blocks: list[str] = []
    done = 0
    for start, end, name in [*content["zones"], [len(units) // 2, len(units) // 2, ""]]:
        first, last = (max(_line_start(units, place), done) for place in (start, end))
        for place, until, heading in ((done, first, ""), (first, last, ZONES.get(name, name.capitalize()))):
            if words := _lines(units[place * 2 : until * 2].decode("utf-16-le", "replace")):
                blocks.extend([f"# {heading}", words] if heading else [words])
        done = last
    summaries = [line for item in content.get("summaries", ()) for line in (item["titles"], _lines(item["summary"])) if line]
    if summaries:
        blocks.extend(["# Titres et sommaires", *summaries])
    return Text(
        "\n\n".join(blocks),
        "judilibre",
        _title(content),
        "fr",
        content.get("date"),
        part,
        url,
        identifiers=(
            *([Identifier("ecli", content["ecli"])] if content.get("ecli") else []),
            *(Identifier("number", number) for number in content["numbers"]),
        ),
    )


def _line_start(units: bytes, place: int) -> int:
    """The beginning of the line that an offset falls into, so that no zone begins in the middle of a sentence."""
    if place * 2 >= len(units):
        return len(units) // 2
    before = units.rfind(b"\n\x00", 0, max(place, 0) * 2)
    while before % 2 and before >= 0:  # half of one character and half of the next
        before = units.rfind(b"\n\x00", 0, before)
    return 0 if before < 0 else before // 2 + 1


def _lines(text: str) -> str:
    """Paragraphs apart by one blank line, without the rules that are drawn between them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\x1f", " ")
    lines = [one_line(line) or " ".join(line.split()) for line in text.split("\n")]
    text = "\n".join([line if line.strip(RULE) else "" for line in lines])
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip("\n")


def _title(content: Mapping[str, Any]) -> str | None:
    court, place = content.get("jurisdiction", ""), content.get("location", "")
    court = COURTS.get(court, court)
    if place.startswith(court):
        court = place
    chamber = content.get("chamber", "")
    parts = (court, CHAMBERS.get(chamber, chamber), content.get("date", ""), ", ".join(content["numbers"][:1]))
    return ", ".join(filter(None, parts)) or None
