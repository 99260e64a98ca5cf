"""Rights stated by a licence file or README beside documents, for its folder and those below; the nearest file counts.

Statements are resolved by the table of licences or not at all; nothing is guessed. A software licence is not a licence for the
data it carries: it is noted, and decides nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from moisson.readers.contract import File, Refused
from moisson.rights.licences import licence
from moisson.rights.resolve import Resolved, licence_id, resolve, resolve_all
from moisson.rights.strictness import allows_release

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
LINK = re.compile(r"\[([^\[\]\n]*)\]\([^)\n]{0,2000}\)")  # Markdown
MARKS = "#*_=- \t>\"'"  # decoration around a line
HEAD = 5  # lines in which a licence names itself; further down it may mention others
MOST_BYTES = 1 << 18
MOST_LINE = 600


class Stated(NamedTuple):
    """`licence` is an SPDX id or a LicenseRef of the table, if recognised."""

    verdict: Verdict
    licence: str | None = None


class LicenceFile(NamedTuple):
    """A file beside documents, and what it states."""

    path: str
    stated: Stated
    of_rights: bool  # a licence file, not a README
    words: str  # the words that state it

    @property
    def rank(self) -> int:
        """The order of precedence: a licence file that names a licence, such a README, other licence files, others."""
        named = self.stated.verdict not in ("unrecognised", "several")
        return (not self.of_rights) + (0 if named else 2)

    def row(self) -> dict[str, str]:
        """The statement for `settle`: a licence, or one that decides nothing."""
        said = {"level": "data-set", "stated": self.words, "where": self.path}
        if self.stated.verdict in ("open", "closed") and self.stated.licence:
            return {"license": self.stated.licence, **said}
        return {"of": self.stated.verdict, **said}


class LicenceFiles:
    """The files beside documents; feed it every file, documents or not."""

    def __init__(self, tree: bool = True) -> None:
        self._tree = tree  # files lie in the publisher's folders; else only those in archives do
        self._files: dict[str, LicenceFile] = {}  # by folder

    def add(self, file: File) -> None:
        """Note what a file states, if it is a licence file or a README."""
        if not self._tree and "!" not in file.path:
            return
        of_rights = speaks_of_rights(file)
        if of_rights is None:
            return
        text = file.data.decode("utf-8", "replace")
        if (stated := stated_in_file(text, of_rights)) is None:
            return
        spoken = LicenceFile(file.path, stated, of_rights, _saying(text, of_rights))
        before = self._files.get(folder_of(file.path))
        if before is None or before.rank > spoken.rank:
            self._files[folder_of(file.path)] = spoken

    def nearest(self, folder: str) -> LicenceFile | None:
        """The nearest licence file or README that names a licence, in the folder or above; else the nearest that mentions one."""
        path = PurePosixPath(folder)
        spoken = [self._files[str(above)] for above in (path, *path.parents) if str(above) in self._files]
        return min(spoken, key=lambda each: each.rank > 2, default=None)


@lru_cache(maxsize=64)  # all documents of a file ask
def folder_of(path: str) -> str:
    """A file's folder; an archive counts as one."""
    return str(PurePosixPath(path.replace("!", "/")).parent)


def is_licence_file(path: str) -> bool:
    """Whether the name is that of a licence file."""
    name = PurePosixPath(path.replace("!", "/")).name
    stem, _, ending = name.partition(".")
    return f".{ending}".rstrip(".").lower() in TEXT and bool(RIGHTS_FILE.fullmatch(stem))


def with_licence_files(files: Iterable[File | Refused], wanted: Callable[[str], bool]) -> Iterator[File | Refused]:
    """The wanted files, and unwanted licence files marked `beside`."""
    for file in files:
        path = file.path if isinstance(file, File) else file.id
        if not is_licence_file(path) or wanted(path):
            yield file
        elif isinstance(file, File):
            yield replace(file, beside=True)


def speaks_of_rights(file: File) -> bool | None:
    """True for a licence file, False for a README or the like, None for any other file."""
    path = PurePosixPath(file.path.replace("!", "/"))
    stem = path.name.partition(".")[0]
    if path.suffix.lower() not in TEXT or len(file.data) > MOST_BYTES:
        return None
    return True if RIGHTS_FILE.fullmatch(stem) else False if ABOUT_FILE.fullmatch(stem) else None


def stated_in_file(text: str, of_rights: bool) -> Stated | None:
    """What a file beside the data states; `of_rights` marks a licence file, whose first lines name the licence."""
    lines, saying = _lines(text)
    for passage in (lines[:HEAD], saying) if of_rights else (saying,):
        found = _together([resolve(line) for line in passage])
        of_program = any(SOFTWARE.search(line) for line in (lines if of_rights else passage))
        if of_program and (found is None or found.verdict == "closed"):  # the BSD licence begins "all rights reserved"
            return Stated("software")
        if found:
            return Stated("several") if _others(passage, found) else found
    return Stated("unrecognised") if of_rights or saying else None


def verdict_of(rights: Mapping[str, str | None] | None) -> Stated | None:
    """The verdict on a document's own statement, as `settle` gives it; None if it makes none."""
    if rights is None:
        return None
    stated, entry = resolve(rights.get("stated")), licence(rights.get("license"))
    if entry is None or entry.of == "nothing":
        return {"missing": None, "contradictory": Stated("several")}.get(stated.outcome, Stated("unrecognised"))
    if entry.of == "software":
        return Stated("software", entry.id)
    return Stated("open" if allows_release(entry) else "closed", entry.id)


def _lines(text: str) -> tuple[list[str], list[str]]:
    """A file's lines without decoration; and those that mention licences."""
    lines = [said[:MOST_LINE] for line in text.splitlines() if (said := LINK.sub(r"\1", line).strip(MARKS))]
    return lines, [line for line in lines if WORD.search(line)]


def _saying(text: str, of_rights: bool) -> str:
    """The first line that resolves to a licence, from the head or from the lines that mention one."""
    lines, saying = _lines(text)
    passage = [*(lines[:HEAD] if of_rights else ()), *saying]
    return next((line for line in passage if resolve(line).found), next(iter(passage), ""))


def _others(lines: list[str], found: Stated) -> bool:
    """Whether unresolved lines still name another data licence (`Maps: ODbL`)."""
    named = {licence_id(line) for line in lines if resolve(line).outcome == "unknown"}
    known = [of for name in named - {found.licence} if (of := licence(name))]
    return found.verdict != "software" and any(of.of == "data" for of in known)


def _together(found: list[Resolved]) -> Stated | None:
    """The one known licence, or the fact that there are several; None if none is known."""
    named = [each for each in found if each.outcome in ("known", "contradictory")]
    of_data = [each for each in named if each.licence is None or each.licence.of == "data"]
    if not of_data:
        return Stated("software", named[0].license) if named else None
    together = resolve_all(each.stated for each in of_data)
    if together.license is None or together.licence is None:
        return Stated("several")
    return Stated("open" if allows_release(together.licence) else "closed", together.license)
