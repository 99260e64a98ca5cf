"""The European Parliament's verbatim reports (CRE): chapters, speakers, and each speech in the language it was given in.

No real file was at hand: the structure is that of the excerpts that projects quote from doceo's XML.
"""

import re
from collections.abc import Iterator

from moisson.readers.contract import Share, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.parliament.debates import Debate
from moisson.readers.read_options import How
from moisson.readers.xml.walker import Attributes, Field, Role, parts

LEFT_OUT = {
    "HEAD": "becomes the document's fields",
    "NUMERO": "positions in the video",
    "LG": "becomes the language of the words",
    "TL-CHAP, the second and further of a chapter": "the same heading in other languages",
}
DASH = re.compile(r"\A[\s.,]*[–—-]\s+")


class Report(Debate):
    """One day."""

    roles = parts(skip="HEAD NUMERO LG", block="PARA", section="CHAPTER", heading="TL-CHAP", remark="COMMENTAIRE")
    fields = (Field("date", "HEAD/META"),)
    count_languages = True

    def __init__(self) -> None:
        super().__init__()
        self._named = ""  # the speaker as the attributes have it
        self._chapters: list[str] = []  # languages of the headings met in a chapter

    def role(self, name: str, attributes: Attributes) -> Role:
        """Of a heading in several languages only the first."""
        if name == "TL-CHAP" and self.path.count("CHAPTER") and self._chapters and self._chapters[-1]:
            return Role.SKIP
        return self.roles.get(name, Role.INLINE)

    def enter(self, name: str, attributes: Attributes) -> None:
        """Chapters, and who speaks in which language."""
        if name == "CHAPTER":
            self._chapters.append("")
        elif name == "TL-CHAP" and self._chapters:
            self._chapters[-1] = attributes.get("VL") or "?"
        elif name == "ORATEUR":
            self.begin_apart()
            language = attributes.get("LG") or attributes.get("LANG")
            if language:
                self._languages.append((len(self.path) - 1, language))
            self._named = " ".join((attributes.get("LIB") or "").replace("|", " ").split())

    def leave(self, name: str) -> None:
        """Names as they end."""
        if name == "ORATEUR":
            self.speaks(self.end_apart() or self._named)
        elif name == "CHAPTER":
            self._chapters.pop()

    def _data(self, words: str) -> None:
        if self._lead and self.path[-1:] == ["PARA"]:
            words = DASH.sub("", words)
        if words:
            super()._data(words)


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per day."""
    walker = Report().parse(content)
    counted: dict[str, int] = {}
    for language, number in walker.words.items():
        if code := iso639(language):
            counted[code] = counted.get(code, 0) + number
    shares = tuple(Share(*pair) for pair in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
    yield Text(
        walker.text(),
        "cre",
        language=shares[0].language if shares else None,
        created=iso_date(walker.first("date") or ""),
        languages=shares,
    )
