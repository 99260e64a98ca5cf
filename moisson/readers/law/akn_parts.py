"""The roles of Akoma Ntoso's elements; notes, lists, quotations and signatures."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from moisson.readers.law.akn_lines import Marker
from moisson.readers.markdown import AFTER_MARK, BREAK
from moisson.readers.xml.mathml import MathML
from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import parts

COMMENTARY = "commentary"  # the class of notes on how a provision has changed, which are the publisher's
COMMENTARIES = ("kommentierende-fussnote", "aenderungsfussnote")  # the German words for them
BESIDE = ("left", "right", "side")  # where notes stand that nothing calls: in the margin
IN_MARGIN = "\0"  # for the sign of such a note
QUOTATIONS = ("embeddedStructure", "embeddedText", "quotedStructure", "quotedText")


class AknParts(MathML):
    """All that is the same wherever an element stands."""

    roles = parts(
        skip="""identification publication classification lifecycle workflow analysis temporalData references proprietary
            presentation componentData toc del componentRef documentRef""",
        section="article attachment book chapter division part section subchapter subdivision subpart subtitle title tome",
        level="""alinea blockContainer clause hcontainer indent level list paragraph point proviso recital rule subclause sublist
            subparagraph subrule subsection tblock transitional
            address adjournment administrationOfOath communication debateSection declarationOfVote ministerialStatements
            nationalInterest noticesOfMotion oralStatements papers personalStatements petitions pointOfOrder prayers
            proceduralMotions question questions resolutions rollCall speechGroup writtenStatements""",
        number="num",
        heading="heading subheading crossHeading",
        block="""amendmentBody amendmentContent amendmentHeading amendmentJustification amendmentReference answer arguments
            attachments background block body caption citation citations clauses collectionBody component components
            conclusions container content coverPage debateBody decision div embeddedStructure formula header interstitial
            intro introduction judgmentBody listConclusion listIntroduction listWrapUp longTitle mainBody motivation notes
            other p portionBody preamble preface quotedStructure recitals remedies signature speech subFlow wrapUp""",
        list="blockList ol ul",
        item="item",
        table="table",
        row="tr",
        cell="td th",
        note="authorialNote",
        remark="narrative scene summary",
        raised="sup",
        spaced="docPurpose docStage docType tab",
    )

    def __init__(self) -> None:
        super().__init__()
        self._notes: dict[str, tuple[str, str]] = {}  # kept until they are called: their mark and their words
        self._called: dict[str, str] = {}
        self._commentaries: set[str] = set()
        self._kept: list[str] = []
        self._markers: list[Marker] = []
        self._aside: list[list[tuple[int, str, list[str]]]] = []
        self._ends: list[str] = []  # the signs that end the open quotations
        self._items: list[tuple[int, str]] = []  # of the open items of numbered lists: where their words begin, and their sign
        self._appended: list[bool] = []  # of the open inline elements: whether their words end what stands before
        self._numbered = ""  # what stands before the name of the next speaker: the number of a question

    def _heading_line(self, number: str, heading: str) -> str:
        """Number and heading; a dash is no number, but what some publishers' programs write for none."""
        return super()._heading_line(number.strip("-–— ") and number if heading else number, heading)

    # Notes.

    def marker(self, attributes: Attributes) -> str:
        """The sign that calls a note; a note in the margin needs none."""
        marker = super().marker(attributes)
        aside = attributes.get("placement") in BESIDE and (not marker or marker[0] == "#")  # an address is no sign
        return IN_MARGIN if aside else marker

    def note_mark(self, sign: str) -> str:
        return "" if sign == IN_MARGIN else super().note_mark(sign)

    def _enter_note(self, name: str, attributes: Attributes) -> None:
        self._aside.append(self._captures)
        self._captures = []

    def _leave_note(self, name: str) -> None:
        self._captures = self._aside.pop()

    def _keep_note(self, name: str, attributes: Attributes) -> None:
        key = attributes.get("eId") or attributes.get("id") or attributes.get("xml:id") or f"note {len(self._notes)}"
        if COMMENTARY in (attributes.get("class") or "").split() or attributes.get("refersTo") in COMMENTARIES:
            self._commentaries.add(key)
        else:
            self._notes[key] = (self.note_mark(attributes.get("marker") or ""), "")
        self._kept.append(key)
        self._push()

    def _kept_note(self, name: str) -> None:
        words, key = self._pop(), self._kept.pop()
        if key in self._commentaries:
            return
        mark = self._notes[key][0]
        self._notes[key] = (mark, words)
        if key in self._called:  # it is called before it stands
            self.out.block(marked(self._called[key], words))

    def _refer(self, name: str, attributes: Attributes) -> None:
        key = (attributes.get("href") or "").lstrip("#")
        if key in self._commentaries or COMMENTARY in (attributes.get("class") or "").split():
            return
        mark, words = self._notes.get(key, ("", ""))
        mark = self.note_mark(attributes.get("marker") or "") if attributes.get("marker") or not mark else mark
        self.write(f" {mark}{AFTER_MARK}")
        if words and key not in self._called:
            self.out.notes.append(marked(mark, words))
        self._called[key] = mark

    # Lists, lines, quotations, signatures, speakers.

    def _enter_list(self, name: str, attributes: Attributes) -> None:
        self._markers.append(Marker(name, attributes))

    def _leave_list(self, name: str) -> None:
        self._markers.pop()

    def _enter_item(self, name: str, attributes: Attributes) -> None:
        self._open_item(attributes)
        marker = self._markers[-1].next(attributes) if self._markers else ""
        self._items.append((len(self.out.blocks), marker))
        if marker:
            self.out.name_item(marker)
            for _, _, pieces in self._captures:
                pieces.append(f" {marker} ")

    def _leave_item(self, name: str) -> None:
        self._close_item()
        place, marker = self._items.pop()
        if marker and len(self.out.blocks) > place:  # some publishers write the number that the list counts, too
            number, block = self.out.blocks[place]
            if block.lstrip().startswith(f"{marker} {marker} "):
                self.out.blocks[place] = (number, block.replace(f"{marker} ", "", 1))

    def _mark(self, name: str, attributes: Attributes) -> None:
        if attributes.get("name") == "tab":
            self.out.inline.append(" ")

    def _break(self, name: str, attributes: Attributes) -> None:
        if not attributes.get("breakWith") and not attributes.get("breakat"):
            self.out.inline.append(BREAK)
            for _, _, pieces in self._captures:
                pieces.append(" ")

    def _quote(self, name: str, attributes: Attributes) -> None:
        self._ends.append(attributes.get("endQuote") or "")
        start = attributes.get("startQuote") or ""
        if name.endswith("Text"):
            self.write(start)
            return
        self._announce()
        self.out.paragraph()
        self.quoted += 1
        if start:
            self.out.begin(start)

    def _unquote(self, name: str) -> None:
        end = self._ends.pop()
        if name.endswith("Text"):
            self.out.inline.append(end)
            return
        self.quoted -= 1
        self.out.end()
        self.out.append(end)

    def _enter_inline(self, name: str, attributes: Attributes) -> None:
        """British drafts mark what ends a quotation of provisions and is not quoted: `”.`"""
        ends = attributes.get("name") == "AppendText" and not self.out.inline
        self._appended.append(ends)
        if ends:
            self._push(flat=True)

    def _leave_inline(self, name: str) -> None:
        if self._appended.pop():
            words = self._pop()
            self.out.append(f" {words}" if words[:1].isalnum() else words)

    def _sign(self, name: str, attributes: Attributes) -> None:
        if self.out.inline and "signature" in self.path[-3:]:
            self.out.inline.append(BREAK)
        elif name == "person" and self.out.inline and self.out.inline[-1][-1:].isalpha():
            self.write(" ")  # `señor<person>`: no word ends in a name

    def _between(self, name: str, attributes: Attributes) -> None:
        """A heading without a division of its own: the headings before it are not part of it."""
        self._announce()

    def _subheading(self, name: str) -> None:
        heading = self._owners[-1].heading if self._owners else []
        if len(heading) > 1:
            heading[-2:] = [self._heading_line(*heading[-2:])]

    def _image(self, name: str, attributes: Attributes) -> None:
        if words := attributes.get("alt") or attributes.get("title"):
            self.write(f" [{words}] ")

    def _enter_from(self, name: str, attributes: Attributes) -> None:
        self._push(flat=True)

    def _leave_from(self, name: str) -> None:
        if words := self._pop().strip(" \t:.–—-"):
            self.out.lead = self._numbered if self.out.lead else ""
            self.say(f"{words}:")
            self.called(words)

    def called(self, name: str) -> None:
        """Whose words follow, as the record names them."""

    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {
        **MathML.at_start,
        **dict.fromkeys(QUOTATIONS, _quote),
        **dict.fromkeys(("organization", "role", "person"), _sign),
        **dict.fromkeys(("ol", "ul"), _enter_list),
        **dict.fromkeys(("br", "eol"), _break),
        "authorialNote": _enter_note,
        "crossHeading": _between,
        "note": _keep_note,
        "noteRef": _refer,
        "from": _enter_from,
        "inline": _enter_inline,
        "li": _enter_item,
        "img": _image,
        "marker": _mark,
    }
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        **MathML.at_end,
        **dict.fromkeys(QUOTATIONS, _unquote),
        **dict.fromkeys(("ol", "ul"), _leave_list),
        "authorialNote": _leave_note,
        "note": _kept_note,
        "subheading": _subheading,
        "from": _leave_from,
        "inline": _leave_inline,
        "li": _leave_item,
    }


def marked(mark: str, words: str) -> str:
    """A note behind its mark, which some publishers' notes begin with themselves."""
    return words if words.startswith(f"{mark} ") else f"{mark} {words}"
