"""The figures behind the findings, a table for each topic."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from html import escape
from typing import Any

from moisson.check.readiness.markup import code, table
from moisson.check.readiness.reading import Readiness
from moisson.check.readiness.wording import Words

MOST_FILES = 20


def figures(found: Readiness, words: Words) -> str:
    """Formats, languages, rights, personal data, duplicates, fields and catalogue records, each where there is something."""
    measured = found.measures
    return "".join(
        (
            _formats(found.survey, words),
            _languages(measured["languages"], words),
            _rights(measured["rights"], words),
            _personal(measured["personal_data"], words),
            _duplicates(measured["duplicates"], words),
            _fields(measured["metadata"], measured["languages"], words),
            _catalogue(measured["catalogue"], words),
        )
    )


def _table(words: Words, topic: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], numbers: tuple[int, ...]) -> str:
    if not rows:
        return ""
    caption = words.label(topic, "topic")
    return table(caption, [words.label(name) for name in head], rows, numbers)


def _formats(survey: dict[str, Any], words: Words) -> str:
    rows = [
        (
            code(name),
            words.number(of["documents"]),
            words.number(of["documents_read"]),
            words.share(of["documents_read"], of["documents"]),
            words.number(of["words"]),
        )
        for name, of in survey["formats"].items()
    ]
    return _table(words, "formats", ("format", "documents", "read", "share", "words"), rows, (1, 2, 3, 4))


def _languages(measured: dict[str, Any], words: Words) -> str:
    rows = [
        (escape(words.name("language", each["language"])), words.number(each["documents"]), words.number(each["words"]))
        for each in measured["languages"]
    ]
    return _table(words, "languages", ("language", "documents", "words"), rows, (1, 2))


def _rights(measured: dict[str, Any], words: Words) -> str:
    own = escape(words.label("by-documents"))
    rows = [
        (
            code(each["licence"] or "–"),
            escape(words.label(each["verdict"], "verdict")),
            code(each["path"]) if "path" in each else own,
            words.number(each["documents"]),
        )
        for each in (*measured["stated"], *measured["files"])
    ]
    return _table(words, "rights", ("licence", "verdict-on", "stated-in", "documents"), rows, (3,))


def _personal(measured: dict[str, Any], words: Words) -> str:
    kinds, may_stand = measured["kinds"], measured["may_stand"]
    rows = [
        (
            escape(words.name("kind", kind)),
            words.number(kinds.get(kind, {}).get("mentions", 0)),
            words.number(len(kinds.get(kind, {}).get("files", ()))),
            words.number(may_stand.get(kind, 0)),
        )
        for kind in sorted({*kinds, *may_stand})
    ]
    return _table(words, "personal-data", ("kind", "mentions", "files", "may-stand"), rows, (1, 2, 3)) + _by_file(kinds, words)


def _by_file(kinds: dict[str, Any], words: Words) -> str:
    """The files with the most mentions of all kinds: where to begin."""
    files: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, of in kinds.items():
        for path, count in of["files"].items():
            files[path][kind] += count
    most = sorted(files.items(), key=lambda each: (-each[1].total(), each[0]))[:MOST_FILES]
    rows = [
        (
            code(path),
            words.number(counts.total()),
            escape(", ".join(f"{words.name('kind', kind)} {words.number(count)}" for kind, count in counts.most_common())),
        )
        for path, counts in most
    ]
    head = [words.label(name) for name in ("file", "mentions", "kind")]
    return table(words.label("by-file"), head, rows, (1,)) if rows else ""


def _duplicates(measured: dict[str, Any], words: Words) -> str:
    rows = [
        (escape(words.label("same-words")), words.number(measured["exact"]["repeats"])),
        (escape(words.label("near-words")), words.number(measured["near"]["repeats"])),
    ]
    return _table(words, "duplicates", ("repeats", "documents"), rows if measured["documents"] else [], (1,))


def _fields(measured: dict[str, Any], languages: dict[str, Any], words: Words) -> str:
    whole = measured["documents"]
    without = {**measured["without"], "language": languages["undeclared"]}
    rows = [
        (escape(words.label(name, "field")), words.number(whole - lacks), words.number(lacks), words.share(whole - lacks, whole))
        for name, lacks in without.items()
    ]
    return _table(words, "metadata", ("field", "has", "lacks", "share"), rows if whole else [], (1, 2, 3))


def _catalogue(measured: dict[str, Any], words: Words) -> str:
    rows = [
        (
            escape(words.label(each["kind"], "record")),
            code(each["property"]),
            escape(words.label("mandatory" if each["mandatory"] else "recommended")),
            words.number(each["records"]),
            words.number(each["of"]),
        )
        for each in measured["lacks"]
    ]
    head = [words.label(name) for name in ("record", "property", "duty", "lacks", "of")]
    return table(words.label("catalogue-records"), head, rows, (3, 4)) if rows else ""
