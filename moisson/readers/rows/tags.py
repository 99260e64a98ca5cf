"""The tags of an XML file of which few matter, one after the other: for spreadsheets, which are tags in the main.

A parser that tells of every tag, checks each name and makes strings of attributes takes longer than all else that is done with a
sheet. Here a tag without interest costs a look for its end. What is checked is that tags end, and that no more of them end than
have begun.
"""

import re
from collections.abc import Sequence

from moisson.contracts.errors import DocumentError
from moisson.readers.xml.xmlsource import character

TOKEN = re.compile(  # an end, a start with its attributes, words as they are, or what has none
    rb"</([^>]*+)>|<(?![!?])([^ \t\r\n/>]*+)((?:[^>\"']++|\"[^\"]*\"|'[^']*')*+)>|<!\[CDATA\[(.*?)\]\]>|<!--.*?-->|<\?.*?\?>",
    re.S,
)
END, START, CDATA = 1, 3, 4  # the last group of each
OTHERS = (b"<!--", b"<![CDATA[")
ATTRIBUTE = re.compile(  # its name without the prefix, and its value between quotation marks
    rb"[ \t\r\n]*(?:[^:=>/\"' \t\r\n]*:)*([^:=>/\"' \t\r\n]*)[ \t\r\n]*=[ \t\r\n]*(\"[^\"]*\"|'[^']*')"
).match
MOST_ATTRIBUTES = 32  # of an element that are looked at
APART = re.compile(rb"&(?:([^;]{0,32});)?|\r\n?|[\x00-\x08\x0b\x0c\x0e-\x1f]")
DIGITS = re.compile(rb"\d{1,9}")


class Tags:
    """A walk through one file (UTF-8), which tells of the elements that are named, by their place among the names, from 1.

    Prefixes mean nothing. Raises DocumentError where a tag does not end or tags do not match in number, UnicodeDecodeError where
    words are not UTF-8, and ValueError, of which that is one kind, where there is a document type: `xml_source` mends both.
    """

    def __init__(self, source: bytes, names: Sequence[str]) -> None:
        self.listening = False  # whether words are kept
        self._source = source
        self._codes = {name.encode(): number for number, name in enumerate(names, 1)}
        self.pending = 0  # the element that has just begun, where it is empty
        self._at = self._depth = 0
        self._inside = b""  # the element that was met last, where its attributes have not been looked at
        self._attributes: dict[bytes, bytes] = {}
        self._heard: list[bytes] = []

    def step(self) -> int:
        """Go to the next of these elements that begins (its number) or ends (the same below zero); 0 at the end of the file."""
        if self.pending:
            code, self.pending = self.pending, 0
            self._depth -= 1
            return -code
        source = self._source
        while True:
            at = source.find(b"<", self._at)
            if at < 0:
                if self._depth:
                    self._malformed("the file breaks off")
                return 0
            if self.listening and at > self._at:
                self._heard.append(APART.sub(_meant, source[self._at : at]))
            self._at = at
            found = TOKEN.match(source, at)
            if found is None:
                if source.startswith(b"<!", at) and not source.startswith(OTHERS, at):
                    raise ValueError("a declaration")
                self._malformed("the file breaks off")
                return 0
            if found.lastindex == END and not self._depth:
                self._malformed("an end without a beginning")
            self._at = found.end()
            if found.lastindex == START:
                code = self._code(found[2])
                if code:
                    self._inside, self._attributes = found[START], {}
                if found[START].endswith(b"/"):
                    if not code:
                        continue
                    self.pending = code
                self._depth += 1
                if code:
                    return code
            elif found.lastindex == END:
                self._depth -= 1
                if code := self._code(found[END].rstrip(b" \t\r\n")):
                    return -code
            elif found.lastindex == CDATA and self.listening:
                self._heard.append(found[CDATA])

    def skip(self) -> None:
        """Go past the end of the element that has just begun."""
        depth = self._depth
        listening, self.listening = self.listening, False
        while self._depth >= depth:
            self.step()
        self.listening = listening

    def get(self, name: bytes) -> str | None:
        """The attribute of that name, without its prefix, of the element that has just begun."""
        value = self._attribute(name)
        if value is None or b"&" not in value:
            return None if value is None else value.decode()
        return APART.sub(_meant, value).decode()

    def number(self, name: bytes, default: int) -> int:
        """An attribute that is a number of up to nine digits."""
        value = self._attribute(name)
        return int(value) if value is not None and DIGITS.fullmatch(value) else default

    def column(self, name: bytes) -> int:
        """The column that the letters of an attribute such as `AB12` name, from 0; -1 without letters."""
        number = 0
        for letter in (self._attribute(name) or b"")[:4].upper():
            if not 65 <= letter <= 90:
                break
            number = 26 * number + letter - 64
        return number - 1

    def listen(self, listening: bool) -> None:
        """Keep words from here on, or no longer."""
        self.listening = listening

    def write(self, words: str) -> None:
        """Put words after those that are kept."""
        self._heard.append(words.encode())

    def whole(self, most: int) -> int:
        """The number below `most` that the words that were kept are, which are then forgotten; else -1."""
        words = b"".join(self._heard).strip(b" \t\r\n")
        if not DIGITS.fullmatch(words) or int(words) >= most:
            return -1
        self._heard = []
        return int(words)

    def words(self) -> str:
        """The words that were kept, which are then forgotten."""
        words = b"".join(self._heard)
        self._heard = []
        return words.decode()

    def _code(self, name: bytes) -> int:
        return self._codes.get(name.partition(b":")[2] if b":" in name else name, 0)

    def _malformed(self, what: str) -> None:
        raise DocumentError("spreadsheet-damaged", f"byte {self._at:,}: {what}")

    def _attribute(self, name: bytes) -> bytes | None:
        if self._inside:
            self._attributes = {}
            at = number = 0
            while number < MOST_ATTRIBUTES and (found := ATTRIBUTE(self._inside, at)):
                self._attributes.setdefault(found[1], found[2][1:-1])
                at, number = found.end(), number + 1
            self._inside = b""
        return self._attributes.get(name)


def _meant(found: re.Match[bytes]) -> bytes:
    """Entities as characters, line ends as XML reads them, no control characters."""
    if found[0].startswith(b"&"):
        return b"&" if found[1] is None else character(found[1].decode("utf-8", "replace")).encode()
    return b"\n" if found[0].startswith(b"\r") else b""
