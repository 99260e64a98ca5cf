"""What was found file by file: how severe, and in which topics, the worst first."""

from collections import Counter
from collections.abc import Iterable
from html import escape

from moisson.check.readiness.findings import SEVERITIES, TOPICS, Finding
from moisson.check.readiness.markup import badge, code, table
from moisson.check.readiness.wording import Words

MOST_FILES = 200


def by_file(found: Iterable[Finding], words: Words) -> str:
    """The files that findings name, as HTML; empty where none is named. A finding names its first places alone."""
    worst, topics = dict[str, int](), dict[str, Counter[str]]()
    for each in found:
        for place in each.places:
            if place.path.endswith("/"):  # a folder, for all that lies in it
                continue
            grave = SEVERITIES.index(each.severity)
            worst[place.path] = min(grave, worst.get(place.path, grave))
            topics.setdefault(place.path, Counter())[each.topic] += 1
    order = sorted(worst, key=lambda path: (worst[path], -topics[path].total(), path))
    rows = [
        (
            code(path),
            badge(SEVERITIES[worst[path]], words),
            escape(_said(topics[path], words)),
            words.number(topics[path].total()),
        )
        for path in order[:MOST_FILES]
    ]
    if not rows:
        return ""
    head = [words.label(name) for name in ("file", "severity", "topic", "number-of-places")]
    more = f"<p>{escape(words.label('files-more', count=len(order) - MOST_FILES))}</p>" if len(order) > MOST_FILES else ""
    return table(words.label("by-each-file"), head, rows, (3,)) + more


def _said(topics: Counter[str], words: Words) -> str:
    return ", ".join(f"{words.label(name, 'topic')} ({words.number(topics[name])})" for name in TOPICS if name in topics)
