"""No regular expression of the package takes for ever on a text that is made for it.

Inputs are made from each pattern's own structure: what leads to a repetition, then its body many times over, then what cannot
follow; or a long row of what leads to a repetition, so that a pattern which looks from each for an end that never comes takes
time that grows with the square of the text. They are tried in a process of its own with a limit of CPU time, hundreds of times
what it takes where nothing is tried twice.
"""

import importlib
import pickle
import pkgutil
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

import moisson
from moisson.connectors.files.glob import pattern as glob
from moisson.connectors.pages import PAGE
from moisson.connectors.web.headers import LINK, PARAMETER
from moisson.connectors.web.preferences import MEMBER
from moisson.connectors.web.robots import LINE, US
from moisson.readers.law.esbirka import AMENDED
from moisson.readers.law.formex import FILES
from moisson.readers.ocr.page_xml import TYPE
from moisson.readers.parliament.riksdag import FURNITURE
from moisson.readers.xml.survey import SENTENCE
from moisson.readers.xml.xmlsource import DECLARATION, DECLARED, DEFINED, DOCTYPE, ENTITY, PROLOGUE

PARSE: Any = importlib.import_module("re._parser")  # the library's own parser: no second one that might read otherwise
CPU_S = 10.0
TIMES = 32  # 2 ** 32 steps are minutes where each step has two ways
ENDS = ("\0", "!\0", "a\0")
Try = tuple[str | bytes, int, str, list[str | bytes]]  # pattern, flags, method, inputs
WORK = """
import pickle, re, signal, sys
signal.signal(signal.SIGPROF, signal.SIG_DFL)
for number, (pattern, flags, method, inputs) in enumerate(pickle.load(sys.stdin.buffer)):
    run = getattr(re.compile(pattern, flags), method)
    print(number, flush=True)
    for each in inputs:
        signal.setitimer(signal.ITIMER_PROF, float(sys.argv[1]))
        found = run(each)
        if method == "finditer":
            list(found)
    signal.setitimer(signal.ITIMER_PROF, 0)
"""


def endless(tries: list[Try], cpu_s: float = CPU_S) -> list[int]:
    """The numbers of the tries that take more CPU time than they may for one of their inputs."""
    found: list[int] = []
    start = 0
    while start < len(tries):
        command = [sys.executable, "-c", WORK, str(cpu_s)]
        done = subprocess.run(command, input=pickle.dumps(tries[start:]), capture_output=True, check=False)
        if done.returncode == 0:
            return found
        assert done.returncode == -signal.SIGPROF, done.stderr.decode()
        found.append(start + int(done.stdout.split()[-1]))
        start = found[-1] + 1
    return found


class Maker:
    """Texts that a pattern fits, piece by piece."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags
        self.tree = PARSE.parse(pattern, flags)
        self.random = Random(1)
        written = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        self.letters = sorted({*written[:2_000], *"aA1_ \n-."})

    def inputs(self) -> Iterator[str | bytes]:
        """Texts that try each repetition of the pattern."""
        for before, body in self._repetitions(self.tree, []):
            branches = [branch for op, held in body if str(op) == "BRANCH" and len(body) == 1 for branch in held[1]] or [body]
            pumps = {self._sample(branch, more) for branch in branches[:40] for more in (0, 1, 2)}
            pumps |= {self._sample(body, 1) + self._sample(body, 1) for _ in range(3)}
            for number, pump in enumerate(sorted(pumps - {""})):
                text = self._sample(before, number % 2) + pump[:100] * TIMES + ENDS[number % len(ENDS)]
                yield text.encode("latin-1", "replace") if isinstance(self.pattern, bytes) else text

    def rows(self, length: int) -> Iterator[str | bytes]:
        """Texts of so many characters: what leads to a repetition again and again, its body, or both."""
        pumps: set[str] = set()
        for before, body in self._repetitions(self.tree, []):
            for more in (0, 1):
                lead, inside = self._sample(before, more)[:100], self._sample(body, 1)[:100]
                pumps |= {lead, inside, lead + inside}
        for pump in sorted(pumps - {""})[:60]:
            text = pump * (length // len(pump))
            yield text.encode("latin-1", "replace") if isinstance(self.pattern, bytes) else text

    def _repetitions(self, items: Iterable[Any], before: list[Any]) -> Iterator[tuple[list[Any], Any]]:
        """Every repetition without a near end: what stands before it, and what is repeated."""
        before = list(before)
        for op, held in items:
            name = str(op)
            if name.endswith("REPEAT"):
                if held[1] >= 10:
                    yield before, held[2]
                yield from self._repetitions(held[2], before)
            for each in _inner(name, held):
                yield from self._repetitions(each, before)
            before.append((op, held))

    def _sample(self, items: Iterable[Any], more: int) -> str:
        """One text that fits; each repetition as often as it must be, and up to `more` times more."""
        out = ""
        for op, held in items:
            name = str(op)
            if name.endswith("REPEAT"):
                times = min(held[0] + self.random.randint(0, more), int(held[1]))
                out += "".join(self._sample(held[2], more) for _ in range(times))
            elif name == "LITERAL":
                out += chr(held)
            elif name in ("IN", "NOT_LITERAL", "ANY"):
                out += self._letter(op, held)
            elif name in ("SUBPATTERN", "ATOMIC_GROUP", "BRANCH"):
                out += self._sample(self.random.choice(list(_inner(name, held))), more)
        return out

    def _letter(self, op: Any, held: Any) -> str:
        """A letter of a class."""
        one = PARSE.SubPattern(self.tree.state, [(op, held)])
        fits = importlib.import_module("re._compiler").compile(one, self.flags)
        bytes_ = isinstance(self.pattern, bytes)
        found = [each for each in self.letters if fits.fullmatch(each.encode("latin-1", "replace") if bytes_ else each)]
        return self.random.choice(found) if found else "a"


def _inner(name: str, held: Any) -> Iterable[Any]:
    """The pieces in a piece that is no repetition."""
    if name == "SUBPATTERN":
        return [held[3]]
    return [held] if name == "ATOMIC_GROUP" else held[1] if name == "BRANCH" else [held[1]] if name.startswith("ASSERT") else []


def patterns() -> dict[str, tuple[re.Pattern[Any], set[str]]]:
    """Every pattern that a module of the package holds by itself or in a collection, with the methods that are called there.

    Or in the modules that take it from there.
    """
    found: dict[str, tuple[re.Pattern[Any], set[str]]] = {}
    seen = set()
    sources = [path.read_text(encoding="utf-8") for path in Path(moisson.__path__[0]).rglob("*.py")]
    for info in pkgutil.walk_packages(moisson.__path__, "moisson."):
        if info.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(info.name)
        except ImportError:  # of an extra that is not installed
            continue
        own = Path(str(module.__file__)).read_text(encoding="utf-8")
        users = [source for source in sources if f"from {info.name} import " in source]
        for name, value in vars(module).items():
            taken = re.compile(rf"from {re.escape(info.name)} import (?:\([^)]*|[^\n]*)\b{name}\b")
            written = "\n".join([own, *filter(taken.search, users)])
            called = set(re.findall(rf"\b{name}\.(match|fullmatch|search|finditer|findall|sub|split)\b", written)) or {"search"}
            methods = {each if each in ("match", "fullmatch", "search") else "finditer" for each in called}
            for number, each in enumerate(_held(value, 3)):
                if (each.pattern, each.flags, *sorted(methods)) not in seen:
                    seen.add((each.pattern, each.flags, *sorted(methods)))
                    found[f"{info.name}.{name} {number}"] = each, methods
    return found


def _held(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset) and depth and len(value) < 5_000:
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _held(each, depth - 1)


def tries(each: re.Pattern[Any], methods: Iterable[str]) -> list[Try]:
    inputs = list(Maker(each.pattern, each.flags).inputs())
    return [(each.pattern, each.flags, method, inputs) for method in sorted(methods) if inputs]


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?s)\s*(?:<!--.*?-->\s*)*<html\b",
        r"(?s)<!DOCTYPE\b(?:[^\[>]|'[^']*')*(?:\[(?:[^\]'<]|'[^']*'|<!--.*?-->|<[^>]*>)*\]\s*)?>",
        r" {0,3}:?-{3,}:? *\|(?: *:?-{3,}:? *\|?)+ *$",
        r"\s*(?:r\.|god\.?|\.|,)*\s*\Z",
        r"(?:info|post)(?:[._-]?(?:info|post|\d+))*$",
    ],
)
def test_what_once_took_for_ever_is_found(pattern: str) -> None:
    assert endless(tries(re.compile(pattern), ["match"]), 0.5) == [0]


@pytest.mark.long
def test_no_pattern_of_the_package_takes_for_ever() -> None:
    named = [(name, each) for name, (pattern, methods) in patterns().items() for each in tries(pattern, methods)]
    assert len(named) > 300
    assert [f"{named[number][0]} by {named[number][1][2]}" for number in endless([each for _, each in named])] == []


ROW, ROW_CPU_S = 100_000, 1.5
SHORT = {  # patterns that are sought in short texts alone
    "moisson.rights.described.ARTICLE": "what a source.toml says of a basis",
    **dict.fromkeys(
        (
            "moisson.privacy.addresses._WITHOUT_TYPE",
            "moisson.privacy.persons.formal._TO_JUDGE",
            "moisson.privacy.persons.formal._TO_JUDGES",
            "moisson.privacy.persons.kin._CONJUNCTION",
            "moisson.privacy.persons.kin._WORD_BEFORE",
            "moisson.privacy.persons.people._CAPITAL_BEFORE",
            "moisson.privacy.persons.rules._CAPITAL_BEFORE",
            "moisson.privacy.persons.rules._SUBJECT",
        ),
        "the few characters beside a place",
    ),
    "moisson.readers.html.title.SEPARATOR": "a title",
    "moisson.readers.pdf.lines.signs.ENTRY": "the last 80 characters of a line",
    "moisson.readers.text.wrapped.CUT": "the last 60 characters of a line",
    "moisson.readers.law.akn_meta.SCHEMES": "an address",
    "moisson.readers.text.front_fields.SCHEMES": "an identifier",
    "moisson.readers.ocr.hocr_parts.TESSERACT": "the first 4,096 bytes",
    "moisson.check.readiness.wording._LOST_PAGES": "a note that the package writes",
    "moisson.corpus.stages.notices._PHONE": "a line of at most twice `_SHORT` characters",
}


def long_rows(methods: Iterable[str], each: re.Pattern[Any]) -> list[Try]:
    rows = list(Maker(each.pattern, each.flags).rows(ROW))
    return [(each.pattern, each.flags, method, rows) for method in sorted({*methods} - {"match", "fullmatch"}) if rows]


@pytest.mark.parametrize("pattern", [r"(?s)<!--.*?-->", r"\s*\(\*\)", r"<([a-z]+)[^>]*>", r"\[[^\]]*\]\([^)]*\)"])
def test_what_takes_the_square_of_a_text_is_found(pattern: str) -> None:
    assert endless(long_rows(["search"], re.compile(pattern)), ROW_CPU_S) == [0]


@pytest.mark.long
def test_no_pattern_that_is_sought_in_whole_texts_takes_their_square() -> None:
    named = [
        (name, each)
        for name, (pattern, methods) in patterns().items()
        if name.rpartition(" ")[0] not in SHORT
        for each in long_rows(methods, pattern)
    ]
    assert len(named) > 200
    slow = [f"{named[number][0]} by {named[number][1][2]}" for number in endless([each for _, each in named], ROW_CPU_S)]
    assert not slow, slow


LONG = 300_000
FAR: list[tuple[re.Pattern[Any], str, Any, Any]] = [  # pattern, method, and of the input: its beginning, and what is repeated
    (PAGE, "match", b"", b"<!---->"),
    (PAGE, "match", b"<?xml>", b"\n"),
    (DECLARATION, "search", "", "<?xml "),
    (DECLARED, "match", b"", b"<?xml "),
    (DOCTYPE, "match", "<!DOCTYPE a [", "<!--a-->"),
    (DOCTYPE, "match", "<!DOCTYPE a [", "<!--"),
    (DOCTYPE, "match", "<!DOCTYPE a ", "\"'"),
    (ENTITY, "finditer", "", "<!--"),
    (ENTITY, "finditer", "", "<![CDATA["),
    (ENTITY, "finditer", "", "&a"),
    (DEFINED, "finditer", "", "<!ENTITY "),
    (DEFINED, "finditer", "", '<!ENTITY a "'),
    (PROLOGUE, "match", b"", b"\n"),
    (PROLOGUE, "match", b"<?xml ?>", b" "),
    (SENTENCE, "search", "", "a"),
    (SENTENCE, "search", "aa", ")"),
    (FURNITURE, "finditer", "", "<div "),
    (FURNITURE, "finditer", "<div", " class"),
    (FILES, "finditer", "", "<ITEM.PUB "),
    (AMENDED, "split", "", " ve znění "),
    (TYPE, "search", "", "structure {"),
    (LINE, "fullmatch", "Disallow: x", " "),
    (US, "finditer", "", "User-agent: "),
    (LINK, "finditer", "", "<"),
    (LINK, "finditer", "<a>", ";rel"),
    (LINK, "finditer", "<a>", '; rel="'),
    (PARAMETER, "finditer", "", '; rel="\\'),
    (MEMBER, "match", "train-ai=(", "a "),
    (MEMBER, "match", "train-ai", ";a"),
    (glob("**/a/**/b/**/c/**/d"), "fullmatch", "", "a/b/c/"),
    (glob("*a*b*c*d"), "fullmatch", "", "abc"),
]


def test_what_far_hosts_send_takes_time_that_grows_with_it() -> None:
    """A few steps for each character; where each character is tried with every other one, it takes minutes."""
    made: list[Try] = [
        (each.pattern, each.flags, method, [begin + pump * (LONG // len(pump))]) for each, method, begin, pump in FAR
    ]
    assert [FAR[number] for number in endless(made)] == []
