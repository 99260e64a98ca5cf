"""The tags of an XML file of which few matter, one after the other: for spreadsheets, which are tags in the main.

A parser that tells of every tag, checks each name and makes strings of attributes takes longer than all else that is done with a
sheet. Here a tag without interest costs a look for its end. What is checked is that tags end, and that no more of them end than
have begun.
"""

import re
from collections.abc import Sequence

from moisson.errors import DocumentError
from moisson.extract.xml.xmlsource import character

START = re.compile(rb"<([^ \t\r\n/>]*)((?:[^>\"']++|\"[^\"]*\"|'[^']*')*+)>")
ATTRIBUTE = re.compile(rb"[ \t\r\n]*([^=>/ \t\r\n]*)[ \t\r\n]*=[ \t\r\n]*(?:\"([^\"]*)\"|'([^']*)')")
MOST_ATTRIBUTES = 32  # of an element that are looked at
APART = re.compile(rb"&(?:([^;]{0,32});)?|\r\n?|[\x00-\x08\x0b\x0c\x0e-\x1f]")
DIGITS = re.compile(rb"\d{1,9}")
LETTERS = re.compile(rb"[A-Za-z]{0,4}")


class Tags:
    """A walk through one file (UTF-8), which tells of the elements that are named, by their place among the names, from 1.

    Prefixes mean nothing. Raises DocumentError where a tag does not end or tags do not match in number, UnicodeDecodeError where
    words are not UTF-8, and ValueError, of which that is one kind, where there is a document type: `xml_source` mends both.
    """

    def __init__(self, source: bytes, names: Sequence[str]) -> None:
        self.listening = False  # whether words are kept
        self._source = source
        self._codes = {name.encode(): number for number, name in enumerate(names, 1)}
        self._at = self._pending = self._depth = 0
        self._inside = b""
        self._heard: list[bytes] = []

    def step(self) -> int:
        """Go to the next of these elements that begins (its number) or ends (the same below zero); 0 at the end of the file."""
        if self._pending:
            code, self._pending = self._pending, 0
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
                self._hear(source[self._at : at])
            self._at = at
            if source.startswith(b"</", at):
                end = source.find(b">", at)
                if end < 0 or not self._depth:
                    self._malformed("the file breaks off" if end < 0 else "an end without a beginning")
                self._depth -= 1
                self._at = end + 1
                if code := self._code(source[at + 2 : end].rstrip(b" \t\r\n")):
                    return -code
            elif source.startswith(b"<?", at):
                self._at = self._past(b"?>")
            elif source.startswith(b"<!--", at):
                self._at += 4
                self._at = self._past(b"-->")
            elif source.startswith(b"<![CDATA[", at):
                self._at = self._past(b"]]>")
                if self.listening:
                    self._heard.append(source[at + 9 : self._at - 3])
            elif source.startswith(b"<!", at):
                raise ValueError("a declaration")
            else:
                if (found := START.match(source, at)) is None:
                    self._malformed("the file breaks off")
                    return 0
                self._at = found.end()
                self._inside = found[2]
                code = self._code(found[1])
                if found[2].endswith(b"/"):
                    if not code:
                        continue
                    self._pending = code
                self._depth += 1
                if code:
                    return code

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
        for letter in LETTERS.match(self._attribute(name) or b"")[0].upper():  # type: ignore[index] # it matches anything
            number = 26 * number + letter - 64
        return number - 1

    def listen(self, listening: bool) -> None:
        """Keep words from here on, or no longer."""
        self.listening = listening

    def write(self, words: str) -> None:
        """Put words after those that are kept."""
        self._heard.append(words.encode())

    def words(self) -> str:
        """The words that were kept, which are then forgotten."""
        words = b"".join(self._heard)
        self._heard = []
        return words.decode()

    def _code(self, name: bytes) -> int:
        return self._codes.get(name.partition(b":")[2] if b":" in name else name, 0)

    def _malformed(self, what: str) -> None:
        raise DocumentError("spreadsheet-damaged", f"byte {self._at:,}: {what}")

    def _past(self, mark: bytes) -> int:
        at = self._source.find(mark, self._at)
        if at < 0:
            self._malformed("something begins here that does not end")
        return at + len(mark)

    def _attribute(self, name: bytes) -> bytes | None:
        at = 0
        for _ in range(MOST_ATTRIBUTES):
            if (found := ATTRIBUTE.match(self._inside, at)) is None:
                return None
            if found[1].rpartition(b":")[2] == name:
                return found[2] if found[2] is not None else found[3]
            at = found.end()
        return None

    def _hear(self, words: bytes) -> None:
        self._heard.append(APART.sub(_meant, words))


def _meant(found: re.Match[bytes]) -> bytes:
    """Entities as characters, line ends as XML reads them, no control characters."""
    if found[0].startswith(b"&"):
        return b"&" if found[1] is None else character(found[1].decode("utf-8", "replace")).encode()
    return b"\n" if found[0].startswith(b"\r") else b""
