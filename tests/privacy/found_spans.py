"""What a finder yields for a text, with its triggers found by the kernel as in the stage; and texts with marks."""

import re
from functools import lru_cache

import pyarrow as pa

from moisson.kernels.patterns import Automaton, compile_patterns, find_patterns
from moisson.kernels.strings import strings
from moisson.privacy.spans import Context, Finder, Hit, Span

_MARK = re.compile(r"<<(\w+)\|([^>]*)>>")


@lru_cache
def _automaton(triggers: tuple[str, ...]) -> Automaton:
    return compile_patterns(triggers)


def spans(finder: Finder, text: str, context: Context) -> list[Span]:
    """The spans of one text, in order."""
    found = find_patterns(strings(pa.array([text], pa.large_string())), _automaton(finder.triggers))
    hits = [Hit(*hit) for hit in zip(found.start.tolist(), found.end.tolist(), found.pattern.tolist(), strict=True)]
    return sorted(finder.find(text, hits, context)) if hits else []


def found(finder: Finder, text: str, language: str | None = None, kind: str | None = None) -> list[tuple[str, str]]:
    """Role and words of each span."""
    return [(span.role, text[span.start : span.end]) for span in spans(finder, text, Context(language, kind, None))]


def marked(text: str) -> tuple[str, dict[tuple[int, int], str]]:
    """A text without its marks `<<role|words>>`, and where they stood."""
    plain, marks, at = "", {}, 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        marks[len(plain), len(plain) + len(match[2])] = match[1]
        plain += match[2]
        at = match.end()
    return plain + text[at:], marks
