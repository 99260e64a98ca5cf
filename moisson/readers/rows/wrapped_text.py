"""A lone JSON answer that wraps one text: where that is, as a mapping of `[read.rows]`."""

from collections.abc import Mapping

from moisson.readers.html.fragment import html_to_text
from moisson.readers.read_options import Rows
from moisson.readers.rows.json import DEEP, sizes, value_of
from moisson.readers.rows.layouts import GENERIC, LONG_TEXT, TAGS, TITLES, completed, not_text
from moisson.readers.rows.values import first
from moisson.readers.xml.names import DESCRIBING

LEAST = 300  # characters of a document
WORDS = 40
ABOUT = DESCRIBING | {"comment", "message", "note", "notes", "resumen", "resumo", "sommario", "sumario", "sumário"}
SAME = 0.8  # of the words of the shorter of two texts that say the same


def lone_text(data: bytes) -> Rows | None:
    """A mapping to the one text of a JSON object, its HTML where both are there; None where there are several or none."""
    value = value_of(data)
    if not isinstance(value, dict) or not_text(value):
        return None
    found = sizes(value, DEEP)
    if any("*" in path and size >= LONG_TEXT for path, size in found.items()):
        return None  # a list of texts: are they one document, or several?
    texts = {path: first(value, path)[1] for path, size in found.items() if size >= LEAST and _tells(path)}
    place = _one(texts)
    if place is None or len(texts[place].split()) < WORDS:
        return None
    beside = place[: place.rfind(".") + 1]
    titles = [path for path in found if path.startswith(beside) and TITLES.fullmatch(path.removeprefix(beside))]
    markup = "html" if TAGS.search(texts[place]) else "none"
    rows = GENERIC.model_copy(update={"text": place, "markup": markup})
    return completed(rows.model_copy(update={"title": titles}) if titles else rows, found)


def _tells(path: str) -> bool:
    """Whether a place may hold a document: not its title, nor what describes one."""
    name = path.rpartition(".")[2]
    return not TITLES.fullmatch(name) and name.casefold() not in ABOUT


def _one(texts: Mapping[str, str]) -> str | None:
    """The only text; of two that say the same, that which has the mark-up."""
    if len(texts) == 1:
        return next(iter(texts))
    if len(texts) != 2:
        return None
    plain, marked = sorted(texts, key=lambda path: len(TAGS.findall(texts[path])))
    if not TAGS.search(texts[marked]):
        return None
    few, many = sorted((set(html_to_text(texts[path]).split()) for path in (plain, marked)), key=len)
    return marked if len(few & many) > SAME * len(few) else None
