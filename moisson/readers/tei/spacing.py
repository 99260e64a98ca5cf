"""Spacing in TEI: tokens to running text, words over the end of a line or page, speakers before their words."""

import re
from collections.abc import Callable
from typing import Any

from moisson.readers.ocr.lines import SIGNS, divided, joined
from moisson.readers.xml.walker import Attributes, Walker

TOKEN = re.compile(rb"<(?:\w+:)?(?:w|pc)\b")
TOKEN_JOINED = re.compile(rb"<(?:\w+:)?(?:w|pc)\b[^<>]*\sjoin\s*=")
TOKENS_TOUCH = re.compile(rb"</(?:\w+:)?w><(?:\w+:)?w\b")
TOKENS_APART = re.compile(rb"</(?:\w+:)?(?:w|pc)>\s+<(?:\w+:)?w\b")
SIGNS_APART = re.compile(rb"</(?:\w+:)?w>\s+<(?:\w+:)?pc\b")
SIGNS_TOUCH = re.compile(rb"</(?:\w+:)?w><(?:\w+:)?pc\b")
OPENING = frozenset("([{«„“‘¿¡")
CLOSING = frozenset(".,;:!?)]}»”…")
APOSTROPHES = frozenset("'’")
ELIDED = 4  # a word of fewer letters goes on behind an apostrophe: n'aquelle, qu'il
FRENCH = frozenset(";:!?»«")  # signs that stand off the words there
ENCLITIC = ("pt", "gl", "fr", "ca")  # languages that hang words on others by a hyphen: estendiam-se, dit-il
BREAKS = frozenset({"lb", "pb", "cb", "gb", "line"})
ZONES = frozenset({"ab", "zone", "seg"})  # blocks that end with the page, whatever their sentence does
WORD_END = frozenset("abcdefghijklmnopqrstuvwxyz:")  # after which some files have lost the space before a time
ELISION = re.compile(  # French and Italian: a word of which an apostrophe stands for the end, directly before the next one
    r"(?:^|\W)(?:[cdjlmnstv]|(?:jusq|lorsq|puisq|quelq|quoiq|q)u|un|gl|(?:d?a|de|ne|co|su)ll|quell|quest)['’]$", re.I
)
STRAYS = frozenset(" \t\n.,)")
STRAY = re.compile(r"\s*[.,)](?![.\d])")  # a sign that mark-up has parted from its word
ENDS = tuple(".!?…:;»”\"')]")


class Spacing(Walker):
    """Tokens are apart unless `join` says otherwise; without `join` as white space says; without either, words are apart."""

    def __init__(self, content: bytes) -> None:
        Walker.__init__(self)
        first = TOKEN.search(content)
        start = first.start() if first else len(content)
        self._by_join = TOKEN_JOINED.search(content, start) is not None
        alone = first is not None and not self._by_join
        self._touching = alone and TOKENS_TOUCH.search(content, start) is not None and not TOKENS_APART.search(content, start)
        # Every word and sign stands apart, as on a line of its own: which touch is told by the signs, and the language.
        self._loose = alone and SIGNS_APART.search(content, start) is not None and not SIGNS_TOUCH.search(content, start)
        self._joins: list[bool] = []  # of the open tokens
        self._short = False  # the last word has few letters
        self._glued = False  # what follows belongs to the word before
        self._divided = False  # the line may have ended inside a word
        self._timed = False  # a time has just been written, as a part that people cut out of its sentence
        self._lead = ""  # a speaker who has not spoken yet
        self._unfinished = -1  # the block that the page's end cut off
        self._new_page = False
        self._resuming = False
        self._held: list[tuple[int, str]] = []  # blocks that wait for the end of a paragraph which the page's end cut off

    def _data(self, words: str) -> None:
        blank = words.isspace()
        if blank and self._by_join and "s" in self.path:
            return
        if self._glued or self._divided:
            words = self._attach(words)
            if not words:
                return
        if self._timed:
            words, self._timed = f" {words}" if words[:1].isalnum() else words, False
        if not blank and words[0] in STRAYS and STRAY.match(words) and self._trimmed_end():
            words = words.lstrip()
        if self._touching and self.path[-1] == "pc" and words[0] in OPENING:
            words = f" {words}"
        if (self._lead or self._resuming) and not self._writers and not blank:
            words = self._begin(words)
        if self._loose and not blank:
            self._place(words.strip())
        if not blank and words[-1].isspace():
            words = self._unbroken(words)
        Walker._data(self, words)
        if self._loose and not blank:
            self._bind(words.strip())
        if self._by_join and self._languages and self.path[-1] == "pc":
            self.words[self._languages[-1][1]] -= len(words.split())  # a sign is no word, and plain files count none

    def _unbroken(self, words: str) -> str:
        """The words without a line's end behind an elided one, which whoever laid out the file put before an element."""
        end = words.rstrip()
        return end if end[-1] in APOSTROPHES and "\n" in words[len(end) :] and ELISION.search(end[-10:]) else words

    def _place(self, token: str) -> None:
        """Before a token that stands apart in the file: let a sign that ends words join them."""
        french = bool(self._languages) and self._languages[-1][1][:2] == "fr"
        if self.path[-1] != "pc" or (french and token[0] in FRENCH):
            return
        if token[0] in CLOSING or token in APOSTROPHES or (token == '"' and self._quoted()):
            self._trimmed_end()

    def _bind(self, token: str) -> None:
        """After such a token: let the next one join a sign that begins words, an apostrophe within one, a hyphen."""
        language = self._languages[-1][1][:2] if self._languages else ""
        if self.path[-1] == "w":
            self._glued = len(token) > 2 and token[-1] == "-" and language in ENCLITIC
            self._short = len(token) < ELIDED
        elif self.path[-1] != "pc":
            return
        elif token in APOSTROPHES:
            self._glued = self._short
        elif token[-1] in OPENING and not (language == "fr" and token[-1] in FRENCH):
            self._glued = True
        elif token == '"':
            self._glued = self._quoted()

    def _quoted(self) -> bool:
        """Whether a quotation is open in this paragraph."""
        return "".join(self.out.inline).count('"') % 2 == 1

    def _begin(self, words: str) -> str:
        if self._lead:
            self.say(self._lead)
            self._lead = ""
        elif not self._silent and words.lstrip()[0].islower():
            cut, self._held = self.out.blocks[self._unfinished], self.out.blocks[self._unfinished + 1 :]
            del self.out.blocks[self._unfinished :]
            words = words.lstrip()
            self.out.inline = [joined(cut[1], words)]
        self._resuming = False
        return words

    def _open_token(self, name: str, attributes: Attributes) -> None:
        join = attributes.get("join")
        if self._touching and name == "w" and self._begins(attributes):
            self.out.inline.append(" ")
        if self._by_join and not self._joins and not self._glued and join not in ("left", "both"):
            self.out.inline.append(" ")
        self._joins.append(join in ("right", "both"))

    def _close_token(self, name: str) -> None:
        joins = self._joins.pop()
        self._glued = self._glued or (joins and not self._joins)

    def _begins(self, attributes: Attributes) -> bool:
        """Whether a token begins a word, after another one."""
        part = bool(self._joins) or self._glued or attributes.get("part") in ("M", "F")
        return not part and bool(self.out.inline) and self.out.inline[-1][-1:] not in OPENING

    def _open_time(self, name: str, attributes: Attributes) -> None:
        if self.out.inline and self.out.inline[-1][-1:] in WORD_END:
            self.out.inline.append(" ")

    def _close_time(self, name: str) -> None:
        self._timed = True

    def _open_zone(self, name: str, attributes: Attributes) -> None:
        self._resuming = self._new_page and self._unfinished >= 0
        self._new_page = False

    def _turn_page(self, name: str, attributes: Attributes) -> None:
        self._new_page = True

    def _break(self, name: str, attributes: Attributes) -> None:
        self._new_page = self._new_page or name == "pb"
        if self._glued or (name == "milestone" and attributes.get("break") != "no"):
            return
        end = self._trimmed_end()
        if attributes.get("break") == "no":
            if divided(end) and end[-1] in SIGNS:
                self.out.inline[-1] = self.out.inline[-1][:-1]
            self._glued = True
        elif divided(end):
            self._divided = True
        else:
            self.out.inline.append(" ")

    def _trimmed_end(self) -> str:
        """The paragraph's last signs, after the white space at its end is gone."""
        inline = self.out.inline
        while inline and not inline[-1].strip():
            inline.pop()
        if inline:
            inline[-1] = inline[-1].rstrip()
        return "".join(inline[-3:])[-3:]

    def _attach(self, words: str) -> str:
        """The words without what would part them from the word before."""
        rest = words.lstrip()
        if not rest:
            return ""
        if self._divided and self.out.inline:
            self.out.inline[-1] = joined("".join(self.out.inline), rest) if len(self.out.inline) == 1 else self._rejoined(rest)
        self._glued = self._divided = False
        return rest

    def _rejoined(self, rest: str) -> str:
        last = self.out.inline[-1]
        before = "".join(self.out.inline[-3:])
        return joined(before, rest)[len(before) - len(last) :]

    def _cut_off(self, name: str) -> None:
        blocks = self.out.blocks
        plain = bool(blocks) and blocks[-1][0] == 0 and not blocks[-1][1].startswith(("#", "|", "["))
        self._unfinished = len(blocks) - 1 if plain and not blocks[-1][1].rstrip().endswith(ENDS) else -1
        self._resuming = False
        blocks.extend(self._held)
        self._held = []


# What to do where an element begins, and where it ends.
AT_START: dict[str, Callable[[Any, str, Attributes], None]] = {
    **dict.fromkeys((*BREAKS, "milestone"), Spacing._break),
    **dict.fromkeys(("w", "pc"), Spacing._open_token),
    **dict.fromkeys(ZONES, Spacing._open_zone),
    "time": Spacing._open_time,
    "surface": Spacing._turn_page,
}
AT_END: dict[str, Callable[[Any, str], None]] = {
    **dict.fromkeys(("w", "pc"), Spacing._close_token),
    **dict.fromkeys(ZONES, Spacing._cut_off),
    "time": Spacing._close_time,
}
