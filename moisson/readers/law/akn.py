"""Akoma Ntoso (LegalDocML), every version and dialect: acts, bills, judgments, debates, amendments, collections."""

from collections.abc import Iterator

from moisson.readers.contract import Text
from moisson.readers.law.akn_lines import broken_by_hand, with_breaks, words_first
from moisson.readers.law.akn_walker import AkomaNtoso
from moisson.readers.read_options import How

LEFT_OUT = {
    "meta": "metadata: fields are made of them, and their notes stand where the text calls them",
    "toc": "a table of contents: the headings again",
    "del": "deleted words: a text is read as it stands after its changes",
    "@status=removed": "elements that the publisher marks as removed",
    "(softaction)": "elements that the editor LEOS marks as deleted or moved elsewhere, in drafts",
    "remark[@status=editorial]": "the publisher's notes on how a provision has changed",
    "(commentary)": "the publisher's notes on how and since when a provision holds: of the class `commentary`, or German ones",
    "@period": "versions of an element that do not hold at the date of the version published, where a file has several",
    "(other namespaces)": "a publisher's own elements between the parts of the text: metadata again",
}


class BrokenByHand(AkomaNtoso):
    """For files in which a line's end means something."""

    def _data(self, words: str) -> None:
        super()._data(with_breaks(words) if "\n" in words and "\n" in words.strip() else words)


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document of one file; of a collection, each document that it holds."""
    if b":pastille=" in content:
        content = words_first(content)
    family = BrokenByHand if broken_by_hand(content) else AkomaNtoso
    texts = family(gated=True).parse(content).finished()
    if not any(text.text for text in texts):  # nothing holds at the date stated: the dates must mean something else
        texts = family(gated=False).parse(content).finished()
    yield from texts
