"""Texts for a page: rendered or as they are, with masked places, words sought and shared passages marked, and word by word beside
another. Everything is escaped; a text never becomes markup of its own.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from unicodedata import combining, normalize

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+\]")
WORD = re.compile(r"\w+")
PIECE = re.compile(r"\w+|\s+|[^\w\s]")
CONTEXT = 2  # unchanged lines shown around a change
MOST_COMPARED = 4_000  # pieces compared one by one; of longer lines the whole is shown as changed
LOWEST_HEADING = 6
BELOW = 2  # headings of a text stand below those of the page


@dataclass(frozen=True)
class Run:
    """Words of one kind: same, gone, new, or skipped (unchanged lines that are not shown, `count` of them)."""

    kind: str
    text: str = ""
    count: int = 0


def marked(text: str, sought: Sequence[str] = ()) -> Markup:
    """Text as it is, escaped, with masked places and the words sought marked."""
    parts, done = [], 0
    for start, end, kind in _places(text, tuple(sought)):
        if start >= done:
            parts += [escape(text[done:start]), Markup('<mark class="{}">{}</mark>').format(kind, text[start:end])]
            done = end
    return Markup("").join([*parts, escape(text[done:])])


def _places(text: str, sought: tuple[str, ...]) -> list[tuple[int, int, str]]:
    found = [(match.start(), match.end(), "masked") for match in PLACEHOLDER.finditer(text)] if "[" in text else []
    if sought and (pattern := _pattern(sought)) is not None:
        folded = fold(text)
        if len(folded) == len(text):
            found += [(match.start(), match.end(), "sought") for match in pattern.finditer(folded)]
    return sorted(found)


def first_of(text: str, sought: Sequence[str]) -> int:
    """Where the first of some words and passages begins in a text; 0 where none does."""
    pattern = _pattern(tuple(sought)) if sought else None
    found = pattern.search(fold(text)) if pattern is not None else None
    return found.start() if found else 0


@lru_cache(maxsize=64)
def _pattern(sought: tuple[str, ...]) -> re.Pattern[str] | None:
    """Words and passages, whatever stands between the words of a passage."""
    passages = sorted({r"\W+".join(map(re.escape, WORD.findall(fold(each)))) for each in sought} - {""}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(passages)})\b") if passages else None


def fold(text: str) -> str:
    """Without capitals and accents, letter for letter."""
    return "".join(_folded(letter) for letter in text)


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    plain = "".join(each for each in normalize("NFD", letter) if not combining(each)).lower()
    return plain if len(plain) == 1 else letter.lower() if len(letter.lower()) == 1 else letter


class _Renderer(RendererHTML):
    """Markdown as HTML, of which nothing leads out of the page unseen: no image, no raw HTML; headings below the page's."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return str(marked(tokens[idx].content, env.get("sought", ())))

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return str(escape(tokens[idx].content))

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<{self._tag(tokens[idx])}>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{self._tag(tokens[idx])}>\n"

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(env.get("table", ""))}"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        right = "right" in str(tokens[idx].attrGet("style") or "")  # the policy of the pages admits no style in them
        scope = ' scope="col"' if tokens[idx].tag == "th" else ""
        return f'<{tokens[idx].tag}{scope} class="number">' if right else f"<{tokens[idx].tag}{scope}>"

    th_open = td_open

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[idx].attrGet("href") or "")
        if not address.startswith(("https://", "http://")):
            return "<span>"
        return f'<a href="{escape(address)}" rel="noreferrer noopener">'

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        opened, depth = idx - 1, 0
        while tokens[opened].type != "link_open" or depth:
            depth += (tokens[opened].type == "link_close") - (tokens[opened].type == "link_open")
            opened -= 1
        return "</a>" if str(tokens[opened].attrGet("href") or "").startswith(("https://", "http://")) else "</span>"

    @staticmethod
    def _tag(token: Token) -> str:
        return f"h{min(int(token.tag[1]) + BELOW, LOWEST_HEADING)}"


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Renderer).enable("table")


def rendered(text: str, sought: Sequence[str] = (), table: str = "") -> Markup:
    """Text as its marks of Markdown mean it; `table` is what a table is called that scrolls by itself."""
    return Markup(_MARKDOWN.render(text, {"sought": tuple(sought), "table": table}))


def differences(before: str, after: str) -> list[Run]:
    """Both texts as one, word by word: by lines first, then by words where lines differ; longer unchanged runs are skipped."""
    a, b = before.splitlines(keepends=True), after.splitlines(keepends=True)
    runs: list[Run] = []
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            runs += _same(a[a1:a2], first=a1 == 0, last=a2 == len(a))
        else:
            runs += _words("".join(a[a1:a2]), "".join(b[b1:b2]))
    return runs


def _same(lines: Sequence[str], *, first: bool, last: bool) -> Iterator[Run]:
    head, tail = (0 if first else CONTEXT), (0 if last else CONTEXT)
    if len(lines) <= head + tail + 1:
        yield Run("same", "".join(lines))
        return
    if head:
        yield Run("same", "".join(lines[:head]))
    yield Run("skipped", count=len(lines) - head - tail)
    if tail:
        yield Run("same", "".join(lines[-tail:]))


def _words(before: str, after: str) -> Iterator[Run]:
    a, b = PIECE.findall(before), PIECE.findall(after)
    if len(a) + len(b) > MOST_COMPARED:
        yield from (Run(kind, text) for kind, text in (("gone", before), ("new", after)) if text)
        return
    for kind, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Run("same", "".join(a[a1:a2]))
        else:
            yield from (Run(k, "".join(p)) for k, p in (("gone", a[a1:a2]), ("new", b[b1:b2])) if p)


def shared(one: str, other: str, run: int) -> tuple[list[Run], list[Run]]:
    """Both texts with the passages that the other has too, of at least `run` words: kind `shared`, the rest `own`."""
    words = [[(fold(match[0]), match.start(), match.end()) for match in WORD.finditer(text)] for text in (one, other)]
    runs = [{tuple(word for word, *_ in each[at : at + run]) for at in range(len(each) - run + 1)} for each in words]
    both = runs[0] & runs[1]
    return _marked(one, words[0], both, run), _marked(other, words[1], both, run)


def _marked(text: str, words: list[tuple[str, int, int]], both: set[tuple[str, ...]], run: int) -> list[Run]:
    found, done, begin, end = list[Run](), 0, -1, -1
    for at in range(len(words) - run + 1):
        if tuple(word for word, *_ in words[at : at + run]) not in both:
            continue
        if begin >= 0 and at <= end + 1:
            pass
        elif begin >= 0:
            found += [Run("own", text[done : words[begin][1]]), Run("shared", text[words[begin][1] : words[end][2]])]
            done, begin = words[end][2], at
        else:
            begin = at
        end = at + run - 1
    if begin >= 0:
        found += [Run("own", text[done : words[begin][1]]), Run("shared", text[words[begin][1] : words[end][2]])]
        done = words[end][2]
    return [each for each in [*found, Run("own", text[done:])] if each.text]


def around(text: str, wide: int = 90, most: int = 200) -> list[tuple[str, str, str]]:
    """Every masked place with what stands before and after it, on one line."""
    found = []
    for match in PLACEHOLDER.finditer(text):
        before = " ".join(text[max(0, match.start() - wide) : match.start()].split())
        after = " ".join(text[match.end() : match.end() + wide].split())
        found.append((before, match[0], after))
        if len(found) == most:
            break
    return found
