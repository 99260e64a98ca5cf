"""The title of a page: what it calls the document, not the site."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from moisson.readers.facts.title_and_date import names_act
from moisson.readers.html.fragment import clean, plain
from moisson.readers.html.tree import Page

SEPARATOR = re.compile(r"\s+[-–—|·•»:]{1,2}\s+|\s*\|\s*")
BEHIND = re.compile(r"\s*[–—|·•»]\s*|\s+[-:]{1,2}\s+")  # after a heading
# Titles that name no document: a number, a file, EUR-Lex's code.
CODE = re.compile(
    r"[\W\d_]*(?:\w{0,3}\d[\w()./-]*)?[\W\d_]*|.*\.(?:docx?|pdf|xml|x?html?|rtf)$"
    r"|(?:EUR-Lex - |[^\d]{3,40}: )?\d{5}[A-Z]{1,2}\d{4}\b.{0,30}|(?:untitled|sans titre|index|document)\b.*"
    r"|(?:https?://|[#/])\S*",
    re.I,
)
ARROW = re.compile(r"^[►▼][A-Z]?\d*\s*")  # the marks of consolidated texts
PLAIN = re.compile(r"[\W_]+")
BEGINNING = 80  # strings that are searched for a description
NOTE = re.compile(r"(?:(?<!\s)\s+|(?<=[^\W\d]))\d{1,2}\)$")  # the mark of one
DOMAIN = re.compile(r"(?:[\w-]{1,40}\.){1,4}[a-z]{2,6}", re.I)
LONGEST = 600  # characters
LONG = 40
NAMED = ("p", "div", "span")
FIRST = 5  # headings below the first level that count


def spaced(text: str) -> str:
    """Text with single spaces, without control characters and characters of no width."""
    return " ".join(plain(clean(text)).split())


def best_title(page: Page, stated: list[str], described: list[str], sites: set[str], url: str | None) -> str | None:
    """The first stated title that names a document, else the heading or the `title` that does, else the description."""
    headings = [text for i in page.where("h1") if (text := in_one_line(page, i))]
    head = next((spaced("".join(page.strings(i))) for i in page.where("title")), "")
    known = {_plain(site) for site in sites} - {""}
    below = sorted(page.where("h2")[:FIRST] + page.where("h3")[:FIRST])[:FIRST]
    lower = [text for i in below if (text := spaced("".join(page.strings(i))))]
    host = _plain(urlsplit(url).hostname or "") if url else ""
    proper = [heading for heading in headings if _plain(heading) not in known]
    if len(proper) > 1 and proper[0].isupper() and names_act(proper[1]) and not names_act(proper[0]):
        proper = proper[1:]  # the gazette's name stands above its act
    called = (i for i in page.having("id") if page.attributes[i]["id"] == "title" and page.tags[i] in NAMED)
    named = [text for i in called if (text := spaced("".join(page.strings(i))))]
    stated = [*stated, *(text for text in named[:1] if len(text) > LONG and all(map(CODE.fullmatch, proper)))]
    candidates = [*stated, *([head] if head else []), *(proper if len(proper) < 3 else proper[:1]), *described]
    for candidate in candidates:
        title = ARROW.sub("", _without_site(candidate, known, host, proper))
        title = next((heading for heading in (*proper, *lower) if _follows_code(title, heading)), title)
        title = next((heading for heading in proper[:1] if _goes_on(title, heading)), title)
        if title and len(title) <= LONGEST and not CODE.fullmatch(title):
            return NOTE.sub("", title) if title.count(")") > title.count("(") else title
    return None


def described(page: Page, descriptions: Iterable[str]) -> list[str]:
    """Descriptions of a page that has no title, if its text begins with them."""
    body = next(iter(page.where("body")), 0)
    if not body or page.where("title"):
        return []
    begins = "".join(spaced("".join(page.strings(body, BEGINNING))).split()).casefold()
    return [value for value in descriptions if "".join(value.split()).casefold() in begins]


def _follows_code(title: str, heading: str) -> bool:
    """Whether a title is a code and a heading of the page: `BOE-A-2015-10565 Ley 39/2015`."""
    before = title[: -len(heading)].split() if len(heading) > 20 and title.endswith(f" {heading}") else []
    return len(before) == 1 and any(map(str.isdigit, before[0]))


def _goes_on(title: str, heading: str) -> bool:
    """Whether a heading goes on where the title is cut off or lacks the subject of an act."""
    cut = title.rstrip(" .…")
    rest = heading[len(cut) :] if len(cut) > 8 and heading.startswith(cut) else ""
    return bool(rest) and (title.endswith(("…", "...")) or (rest[0] == " " and rest[1:2].islower()))


def _plain(text: str) -> str:
    return PLAIN.sub("", text).casefold()


def _without_site(title: str, known: set[str], host: str, headings: list[str]) -> str:
    """A title without parts that name the site: it says so, its address does, or the page's heading is the rest."""
    title = spaced(title)
    if _plain(title) in known:
        return ""
    for heading in headings:
        if len(heading) > 8 and title != heading and title.startswith(heading) and BEHIND.match(title[len(heading) :]):
            return heading
    least = 8 if len(headings) == 1 else 20
    same = [
        part for part in SEPARATOR.split(title) for heading in headings if len(part) > least and _plain(part) == _plain(heading)
    ]
    if same:
        return same[0]
    cuts = list(SEPARATOR.finditer(title))
    if not cuts:
        return "" if DOMAIN.fullmatch(title) else title
    parts = SEPARATOR.split(title)
    start, end = 0, len(parts)
    while end - start > 1 and _names_site(parts[end - 1], known, host):
        end -= 1
    while end - start > 1 and _names_site(parts[start], known, host):
        start += 1
    if start == 0 and end == len(parts) > 1 and cuts[-1][0].strip() == "|" and len(parts[-1].split()) <= 4:
        end -= len(title[: cuts[-1].start()].split()) > 2  # the part after a bar is the site
    if end - start == 1 and _names_site(parts[start], known, host):
        return ""
    return title[cuts[start - 1].end() if start else 0 : cuts[end - 1].start() if end < len(parts) else len(title)]


def _names_site(part: str, known: set[str], host: str) -> bool:
    plain = _plain(part)
    return (
        DOMAIN.fullmatch(part) is not None
        or plain in known
        or (len(plain) > 3 and plain in host)
        or plain in ("eurlex",)
        or (len(part) == 2 and part.isupper())
    )


def in_one_line(page: Page, i: int) -> str:
    """The words of a heading on one line. Its line breaks become spaces for good."""
    for j in range(i + 1, page.ends[i]):
        if page.tags[j] == "br":
            page.tails[j] = f" {page.tails[j] or ''}"
    return spaced("".join(page.strings(i)))
