"""What a licence file or README beside documents states of them: of those in its folder and below, the nearest file first.

What is stated is resolved by the table of licences, or it is not; nothing is guessed. The licence of software that carries data
is not the licence of the data: it is noted, and decides nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
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
LINK = re.compile(r"\[([^\[\]\n]*)\]\([^)\n]{0,2000}\)")  # of Markdown
MARKS = "#*_=- \t>\"'"  # what stands around a line and says nothing
HEAD = 5  # lines in which a licence gives its name; further down it may speak of others
MOST_BYTES = 1 << 18
MOST_LINE = 600


class Stated(NamedTuple):
    """`licence` is an SPDX id or a LicenseRef of the table, where one was recognised."""

    verdict: Verdict
    licence: str | None = None


class LicenceFile(NamedTuple):
    """A file beside documents, and what it states."""

    path: str
    stated: Stated
    of_rights: bool  # it is a licence file
    words: str  # those that say so

    @property
    def rank(self) -> int:
        """Which of several files counts: a licence file that names one, a README that does, a licence file without, others."""
        named = self.stated.verdict not in ("unrecognised", "several")
        return (not self.of_rights) + (0 if named else 2)

    def row(self) -> dict[str, str]:
        """The statement for `settle`: of a licence, or of something that decides nothing."""
        said = {"level": "data-set", "stated": self.words, "where": self.path}
        if self.stated.verdict in ("open", "closed") and self.stated.licence:
            return {"license": self.stated.licence, **said}
        return {"of": self.stated.verdict, **said}


class LicenceFiles:
    """The files beside documents; `look` takes each file as it lies there, also those that are no documents themselves."""

    def __init__(self, tree: bool = True) -> None:
        self._tree = tree  # whether files lie in folders as their publisher put them there; else only those in archives do
        self._files: dict[str, LicenceFile] = {}  # by folder

    def look(self, file: File) -> None:
        """Note what a file states, where it is one that may."""
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

    def speaks_for(self, folder: str) -> LicenceFile | None:
        """The nearest file, in the folder or above it, that is a licence file or names a licence; else the nearest that speaks
        of one at all."""
        path = PurePosixPath(folder)
        spoken = [self._files[str(above)] for above in (path, *path.parents) if str(above) in self._files]
        return min(spoken, key=lambda each: each.rank > 2, default=None)


def folder_of(path: str) -> str:
    """The folder of a file; an archive counts as one."""
    return str(PurePosixPath(path.replace("!", "/")).parent)


def is_licence_file(path: str) -> bool:
    """Whether a file is by its name a licence file."""
    name = PurePosixPath(path.replace("!", "/")).name
    stem, _, ending = name.partition(".")
    return f".{ending}".rstrip(".").lower() in TEXT and bool(RIGHTS_FILE.fullmatch(stem))


def with_licence_files(files: Iterable[File | Refused], wanted: Callable[[str], bool]) -> Iterator[File | Refused]:
    """The files that are wanted, and licence files that are not, as such."""
    for file in files:
        path = file.path if isinstance(file, File) else file.id
        if not is_licence_file(path) or wanted(path):
            yield file
        elif isinstance(file, File):
            yield replace(file, beside=True)


def speaks_of_rights(file: File) -> bool | None:
    """True for a licence file, False for one that may say it beside other things (a README), None for any other file."""
    path = PurePosixPath(file.path.replace("!", "/"))
    stem = path.name.partition(".")[0]
    if path.suffix.lower() not in TEXT or len(file.data) > MOST_BYTES:
        return None
    return True if RIGHTS_FILE.fullmatch(stem) else False if ABOUT_FILE.fullmatch(stem) else None


def stated_in_file(text: str, of_rights: bool) -> Stated | None:
    """What a file beside the data states; `of_rights`: it is a licence file, so that its first lines name the licence."""
    lines, saying = _lines(text)
    for passage in (lines[:HEAD], saying) if of_rights else (saying,):
        found = _together([resolve(line) for line in passage])
        of_program = any(SOFTWARE.search(line) for line in (lines if of_rights else passage))
        if of_program and (found is None or found.verdict == "closed"):  # the BSD licence begins: all rights reserved
            return Stated("software")
        if found:
            return Stated("several") if _others(passage, found) else found
    return Stated("unrecognised") if of_rights or saying else None


def verdict_of(rights: Mapping[str, str | None] | None) -> Stated | None:
    """The verdict on what a document states, as `settle` gives it; None where it says nothing."""
    if rights is None:
        return None
    stated, entry = resolve(rights.get("stated")), licence(rights.get("license"))
    if entry is None or entry.of == "nothing":
        return {"missing": None, "contradictory": Stated("several")}.get(stated.outcome, Stated("unrecognised"))
    if entry.of == "software":
        return Stated("software", entry.id)
    return Stated("open" if allows_release(entry) else "closed", entry.id)


def _lines(text: str) -> tuple[list[str], list[str]]:
    """The lines of a file without marks around them; and those that speak of licences."""
    lines = [said[:MOST_LINE] for line in text.splitlines() if (said := LINK.sub(r"\1", line).strip(MARKS))]
    return lines, [line for line in lines if WORD.search(line)]


def _saying(text: str, of_rights: bool) -> str:
    """The words of a file that name its licence: the first line of its head, or of those that speak of one, that is resolved."""
    lines, saying = _lines(text)
    passage = [*(lines[:HEAD] if of_rights else ()), *saying]
    return next((line for line in passage if resolve(line).found), next(iter(passage), ""))


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
    return Stated("open" if allows_release(together.licence) else "closed", together.license)
