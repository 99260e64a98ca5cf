"""What a file states of rights: as a licence file or README beside the data, or in the marks that formats have for it.

What is stated is resolved by the table of licences, or it is not; nothing is guessed.
"""

import re
from html import unescape
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from moisson.extract.facts.stated import licence_id
from moisson.reader import File
from moisson.rights.licences import licence
from moisson.rights.resolve import Resolved, resolve, resolve_all

Verdict = Literal["open", "closed", "software", "several", "unrecognised"]
RIGHTS_FILE = re.compile(
    r"(?:un)?licen[cs]es?|lizenz\w*|licenza|licencia|licentie|copying|copyright|rights|nutzungsbedingungen|conditions\w*"
    r"|mentions[-_ ]?legales|cgu|terms\w*",
    re.I,
)
ABOUT_FILE = re.compile(r"readme|lisez[-_ ]?moi|liesmich|source|about|metadata|datapackage|dataset", re.I)
TEXT = (".md", ".txt", ".rst", ".json", ".yml", ".yaml", ".toml", ".html", ".htm", "")
WORD = re.compile(
    r"licen[cs]|lizenz|licenza|licencia|licentie|licens|domaine public|public domain|gemeinfrei|conditions de r[ée]utilisation"
    r"|nutzungsbedingungen|droits r[ée]serv[ée]s|rights reserved",
    re.I,
)
SOFTWARE = re.compile(
    r"GNU (?:AFFERO |LESSER )?GENERAL PUBLIC LICENSE|\bA?GPL|Apache License|\bBSD\b|\bMIT License|Unlicense|free and unencumbered"
    r"|in source and binary forms",
    re.I,
)
MARKED = re.compile(
    r"<(?:\w+:)?(?:licen[cs]e|rights|accessRights)\b[^<>]{0,2000}?\b(?:target|href|resource)=[\"']([^\"']{4,300})"
    r"|<(?:\w+:)?(?:licen[cs]e|rights)\b[^<>]*>\s*(?:<\w+[^<>]*>\s*)?([^<]{4,300})<"
    r"|<(?:a|link)\b[^<>]{0,2000}\brel=[\"']license[\"'][^<>]{0,2000}\bhref=[\"']([^\"']{4,300})"
    r"|<(?:a|link)\b[^<>]{0,2000}\bhref=[\"']([^\"']{4,300})[\"'][^<>]{0,2000}\brel=[\"']license[\"']"
    r"|<meta\b[^<>]{0,2000}\bname=[\"'](?:dc|dcterms)\.(?:rights|licen[cs]e)[\"'][^<>]{0,2000}\bcontent=[\"']([^\"']{4,300})",
    re.I,
)
LINK = re.compile(r"\[([^\[\]\n]*)\]\([^)\n]{0,2000}\)")  # of Markdown
MARKS = "#*_=- \t>\"'"  # what stands around a line and says nothing
HEAD = 5  # lines in which a licence gives its name; further down it may speak of others
BEGINNING = 1 << 16  # bytes of a document in which it states its rights
MOST_BYTES = 1 << 18
MOST_LINE = 600


class Stated(NamedTuple):
    """`licence` is an SPDX id or a LicenseRef of the table, where one was recognised."""

    verdict: Verdict
    licence: str | None = None


def speaks_of_rights(file: File) -> bool | None:
    """True for a licence file, False for one that may say it beside other things (a README), None for any other file."""
    path = PurePosixPath(file.path)
    stem = path.name.partition(".")[0]
    if path.suffix.lower() not in TEXT or len(file.data) > MOST_BYTES:
        return None
    return True if RIGHTS_FILE.fullmatch(stem) else False if ABOUT_FILE.fullmatch(stem) else None


def stated_in_file(text: str, of_rights: bool) -> Stated | None:
    """What a file beside the data states; `of_rights`: it is a licence file, so that its first lines name the licence."""
    lines = [said[:MOST_LINE] for line in text.splitlines() if (said := LINK.sub(r"\1", line).strip(MARKS))]
    saying = [line for line in lines if WORD.search(line)]
    for passage in (lines[:HEAD], saying) if of_rights else (saying,):
        found = _together([resolve(line) for line in passage])
        of_program = any(SOFTWARE.search(line) for line in (lines if of_rights else passage))
        if of_program and (found is None or found.verdict == "closed"):  # the BSD licence begins: all rights reserved
            return Stated("software")
        if found:
            return Stated("several") if _others(passage, found) else found
    return Stated("unrecognised") if of_rights or saying else None


def stated_in_document(body: bytes) -> Stated | None:
    """What an XML or HTML document states in the elements made for it: TEI, Dublin Core, `rel="license"`."""
    head = body[:BEGINNING]
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return None
    marks = dict.fromkeys(
        unescape(next(filter(None, found))).strip() for found in MARKED.findall(head.decode("utf-8", "replace"))
    )
    return of_statements(list(marks))


def of_statements(statements: list[str]) -> Stated | None:
    """The verdict on statements of one document."""
    found = [resolve(stated) for stated in statements]
    return _together(found) or (Stated("unrecognised") if any(each.outcome == "unknown" for each in found) else None)


def _others(lines: list[str], found: Stated) -> bool:
    """Whether lines that resolve to nothing certain name another licence of data all the same (`Maps: ODbL`)."""
    named = {licence_id(line) for line in lines if resolve(line).outcome == "unknown"}
    known = [of for name in named - {found.licence} if (of := licence(name))]
    return found.verdict != "software" and any(of.of == "data" for of in known)


def _together(found: list[Resolved]) -> Stated | None:
    """The one licence that is known among them, or that there are several; None where none is known."""
    named = [each for each in found if each.outcome in ("known", "contradictory")]
    of_data = [each for each in named if each.licence is None or each.licence.of == "data"]
    if not of_data:
        return Stated("software", named[0].license) if named else None
    together = resolve_all(each.stated for each in of_data)
    if together.license is None or together.licence is None:
        return Stated("several")
    return Stated("open" if {"training", "redistribution"} <= together.licence.allows else "closed", together.license)
