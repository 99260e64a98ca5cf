"""Plain text and Markdown: decoded, lines put together where they were wrapped; front matter becomes fields."""

import re
from collections import Counter
from collections.abc import Iterator

from moisson.readers.contract import File, Raw, Refused, Text
from moisson.readers.decode import CONTROL, decode
from moisson.readers.facts.title_and_date import face_date
from moisson.readers.formats import MARKDOWN
from moisson.readers.mojibake import mend
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside
from moisson.readers.sniff import sniff
from moisson.readers.text import front_fields as front
from moisson.readers.text.front_matter import MAX_FRONT, front_matter, key_of
from moisson.readers.text.markdown_cleaner import light
from moisson.readers.text.wrapped import join_lines
from moisson.rights.resolve import licence_id

PAGE_NUMBER = re.compile(
    r"(?:[-–—]\s*)?(?:(?:page|seite|p\.)\s*)?\d{1,4}(?:\s*(?:/|of|sur|von|de)\s*\d{1,4})?(?:\s*[-–—])?", re.I
)
DEFINED = re.compile(r"([^\W\d_][\w -]{1,40}): (\d{4}-\d\d-\d\d)")


def split(file: File, how: How) -> Iterator[Raw | Refused]:
    """One document per file; what its front matter states of its licence goes along."""
    found = sniff(file.data)
    rights = None
    if found is MARKDOWN and file.data.lstrip(b"\xef\xbb\xbf\r\n ")[:1] in (b"-", b"+", b";", b"{"):
        fields, _ = front_matter(_lines(decode(file.data[:MAX_FRONT])))
        if stated := front.pick(fields, front.LICENSE):
            where = f"{file.path.rpartition('/')[2]}, front matter"
            rights = {"license": licence_id(stated), "level": "document", "stated": stated[:1000], "where": where}
    yield Raw(id=file.path, content=file.data, media_type=found.media_type, rights=rights)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document; raises DocumentError where the bytes are text in no encoding that we know."""
    text = _lines(mend(decode(content)))
    if sniff(content) is MARKDOWN:
        yield _markdown(text)
    else:
        words = _paragraphs("\n".join(line.rstrip(" \t\xa0") for line in text.split("\n")))
        yield Text(words, "text", created=face_date(words, None))


def _lines(text: str) -> str:
    """With Unix line ends, without control characters and blank edges; a form feed stays."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x85", "\n").replace("\u2028", "\n")
    return CONTROL.sub("", text.replace("\ufeff", "")).strip("\n")


def _paragraphs(text: str) -> str:
    """Plain text with its wrapped lines joined and its pages put together."""
    pages = text.split("\f")
    if len(pages) > 1:
        pages = _without_furniture([page.strip("\n").split("\n") for page in pages])
    done = [pages[0].rstrip()]
    for page in pages[1:]:
        words = page.lstrip()
        goes_on = re.search(r"[^\W\d_]-?$|,$", done[-1][-3:]) is not None and words[:1].islower()
        done += ["\n" if goes_on else "\n\n", words.rstrip() if goes_on else page.strip("\n").rstrip()]
    return re.sub(r"\n{3,}", "\n\n", join_lines("".join(done))).strip("\n")


def _without_furniture(pages: list[list[str]]) -> list[str]:
    """Pages without their numbers and without the lines that most of them begin or end with."""
    seen = Counter(key for page in pages for key in {_shape(page[at]) for at in _edges(page)})
    repeated = {shape for shape, times in seen.items() if times >= max(3, len(pages) / 2)}
    done = []
    for page in pages:
        gone = {at for at in _edges(page) if _shape(page[at]) in repeated or PAGE_NUMBER.fullmatch(page[at].strip())}
        for at in gone:
            set_aside("head" if 2 * at < len(page) else "foot", page[at])
        done.append("\n".join(line for at, line in enumerate(page) if at not in gone).strip("\n"))
    return done


def _edges(page: list[str]) -> list[int]:
    """The first two and the last two lines of a page that are not blank."""
    filled = [at for at, line in enumerate(page) if line.strip()]
    return filled[:2] + filled[2:][-2:]


def _shape(line: str) -> str:
    """A line whose numbers do not count."""
    return " ".join(re.sub(r"\d+|\b[ivxlc]+\b", "#", line).split())


def _markdown(text: str) -> Text:
    """Markdown without its front matter, whose fields are used where they are plain values."""
    fields, body = front_matter(text.replace("\f", "\n\n"))
    words = light(body)
    # Some publishers state the same in a definition list under the title.
    for name, day in DEFINED.findall("\n".join(words.split("\n", 30)[:30])):
        fields.setdefault(key_of(name), [day])
    stated = front.pick(fields, front.TITLE)
    title = " ".join(stated.split()) if stated else _first_heading(words)
    return Text(
        words,
        "markdown",
        title,
        language=front.language_of(fields),
        created=front.created_of(fields, title) if fields else face_date(words, title),
        url=front.url_of(fields),
        legal_state=front.state_of(fields),
        valid_from=front.date_of(fields, front.FROM),
        valid_to=front.date_of(fields, front.TO),
        identifiers=front.identifiers_of(fields),
        publisher_version=front.version_of(fields),
    )


def _first_heading(text: str) -> str | None:
    """The first heading of the first level outside code."""
    fenced = False
    for line in text.split("\n"):
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        elif line.startswith("# ") and not fenced:
            return line[2:].strip() or None
    return None
