"""Openly licensed text in fifty languages, in packages of Debian: what programs say in each.

    python -m scripts.language_text packages

fetches them into a folder by apt (430 MB, 1.1 GB unpacked). `build_languages` learns from these messages; help pages, manuals and
declarations are left for measuring. No text of theirs is kept here, but counts.
"""

import gettext
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from html import unescape
from itertools import chain
from pathlib import Path
from typing import NamedTuple

_LANGUAGES = (
    "be bg br bs ca co cs cy da de dsb el en es et eu fi fo fr fy ga gd gl hr hsb hu is it lb lij lt lv mk mt nb nl nn oc pl pt"
    " ro ru se sk sl sq sr sr-Latn sv tr uk"
)
LANGUAGES = frozenset(_LANGUAGES.split())
_OFFICE = (
    "af br bs ca cs cy da de el es et eu fi fr ga gd gl hr hu is it lt lv mk nb nl nn oc pl pt ro ru sk sl sr sv tr uk be bg"
)
_BROWSER = "be br bs ca cy dsb et eu fy-nl ga-ie gd gl hr hsb is lt lv mk nb-no nn-no oc sk sl sq sr"
PACKAGES = (
    *("mediawiki", "wordpress-l10n", "wesnoth-1.18-data", "gimp-data", "evolution-common", "inkscape"),
    *("digikam-data", "kdenlive-data", "vlc-l10n", "audacity-data"),
    *(f"libreoffice-l10n-{code}" for code in _OFFICE.split()),
    *(f"firefox-esr-l10n-{code}" for code in _BROWSER.split()),
)
MOST = 1_500_000  # bytes of a language
LEAST = 12  # characters of a message
HELD_OUT = 10  # of the wiki's messages one of so many is left for measuring

_CODES = {
    "no": "nb",
    "sr-ec": "sr",
    "sr-el": "sr-Latn",
    "sr@latin": "sr-Latn",
    "sr@ijekavianlatin": "sr-Latn",
    "sr@ijekavian": "sr",
}
_CODES |= {"ca@valencia": "ca", "ca-valencia": "ca", "pt-br": "pt"}
_CODE = re.compile(r"([a-z]{2,3})(?:[_-][A-Z]{2})?")
_FOLDER = re.compile(r"/(?:locale|resource)/([^/]+)/LC_MESSAGES/")
_FORMS = re.compile(r"\{\{(?:PLURAL|GENDER|GRAMMAR)[^|{}]*\|[^|{}]*\|?([^|{}]*)(?:\|[^{}]*)?\}\}", re.IGNORECASE)
_PLACES = re.compile(
    r"\{\{[^{}]*\}\}|'''?|<[^>]*>|\[\[[^\]|]*\|?|\]\]|\[?https?://\S+|%\(\w+\)[sd]|%\d*\$?[sdiuxlfgn]+|\$\d+|\$\{?\w+\}?"
    r"|\{\s*\$[^}]*\}|\{[^{}]*\}|[_&](?=\w)"
)
_SAID = re.compile(r"^(?:[\w.-]+|\s+\.[\w-]+)\s*=\s*(.+)$", re.MULTILINE)


class Message(NamedTuple):
    """A message in a language, and what it says in English, where that is known."""

    language: str
    text: str
    english: str


def code_of(name: str) -> str | None:
    """The language of a translation as programs name it; None for one that is not learned from."""
    found = _CODES.get(name) or ((match := _CODE.fullmatch(name)) and _CODES.get(match[1], match[1]))
    return found if found in LANGUAGES else None


def plain(text: str) -> str:
    """A message without markup and what its program puts in."""
    return unicodedata.normalize("NFC", " ".join(_PLACES.sub(" ", unescape(_FORMS.sub(r"\1", text))).split()))


def wiki(root: Path, held_out: bool) -> Iterator[Message]:
    """The messages of MediaWiki: a tenth of each language is held out."""
    for file in sorted(root.glob("mediawiki/**/i18n/**/*.json")):
        if language := code_of(file.stem):
            source = file.with_name("en.json")
            english = json.loads(source.read_text("utf-8")) if source.exists() else {}
            for key, text in json.loads(file.read_text("utf-8")).items():
                if isinstance(text, str) and (language == "en" or text != english.get(key)):
                    out = int(sha256(f"{language}{plain(text)}".encode()).hexdigest(), 16) % HELD_OUT == 0
                    if out == held_out and language != "en":
                        yield Message(language, text, str(english.get(key, "")))
                    elif not held_out and language == "en":
                        yield Message(language, text, "")


def browser(root: Path) -> Iterator[Message]:
    """The messages of Firefox."""
    for file in sorted(root.glob("firefox-*/**/*.xpi")):
        name = re.search(r"langpack-([^@]+)@", file.name)
        if name and (language := code_of(name[1])):
            with zipfile.ZipFile(file) as archive:
                for member in sorted(archive.namelist()):
                    if member.endswith((".ftl", ".properties")):
                        for text in _SAID.findall(archive.read(member).decode("utf-8")):
                            yield Message(language, text, "")


def compiled(root: Path) -> Iterator[Message]:
    """The messages of programs that keep them as gettext does."""
    for file in sorted(root.glob("*/**/*.mo")):
        name = _FOLDER.search(str(file)) or re.fullmatch(r"(?:.*-)?([a-z]{2,3}(?:_[A-Z]{2})?)\.mo", file.name)
        if name and (language := code_of(name[1])):
            try:
                with file.open("rb") as opened:
                    said = vars(gettext.GNUTranslations(opened))["_catalog"]
            except ValueError:  # plural forms that Python does not read
                continue
            for key, text in said.items():
                english = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
                if english and text and text != english:
                    yield Message(language, text, english)


def foreign(text: str, english: str) -> bool:
    """Whether most words of a translation are those of the English."""
    words = re.findall(r"\w+", text.lower())
    known = set(re.findall(r"\w+", english.lower()))
    return 2 * sum(word in known for word in words) > len(words)


def messages(root: Path, languages: Collection[str] = LANGUAGES, most: int = MOST) -> dict[str, list[str]]:
    """The messages of each language, each once, in an order that says nothing; of one no more than about so many bytes."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    sizes: dict[str, int] = defaultdict(int)
    for language, raw, english in chain(wiki(root, held_out=False), browser(root), compiled(root)):
        if language not in languages or sizes[language] >= most:
            continue
        text = plain(raw)
        if len(text) >= LEAST and text not in found[language] and not foreign(text, english):
            found[language][text] = None
            sizes[language] += len(text.encode())
    return {code: sorted(texts, key=lambda text: sha256(text.encode()).digest()) for code, texts in sorted(found.items())}


def fetch(root: Path, packages: Sequence[str]) -> None:
    """Bring what is not there yet, and unpack it, with what it asks when it is installed."""
    root.mkdir(parents=True, exist_ok=True)
    for package in packages:
        if not (root / package).exists():
            subprocess.run(["apt-get", "download", "-q", package], cwd=root, check=True)
            (archive,) = root.glob(f"{package}_*.deb")
            subprocess.run(["dpkg-deb", "-R", archive.name, package], cwd=root, check=True)
            archive.unlink()


if __name__ == "__main__":
    fetch(Path(sys.argv[1]), PACKAGES)
