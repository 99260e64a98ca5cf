"""Words of a file = words of its text + words left out, by kind; what no reader tells of is `unknown`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from shared_data import shared
from told import told

from moisson.contracts.errors import DocumentError
from moisson.readers.conserve import Passage, conserve, passages
from moisson.readers.contract import File, LeftOut, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff
from moisson.readers.visible import UNCOUNTED
from moisson.readers.xml.walker import Walker, parts

LAW = b"""<law><meta><id>L 7</id></meta><toc>Article 1 Article 2</toc>
<art><num>Article 1</num><p>Every wom<b>an</b> and every man has the right to be heard.</p></art>
<art><num>Article 2</num><p>This law enters into force on the third of March.</p></art></law>"""


def counted(content: bytes, text: str, format: str | None = None) -> Text:
    return conserve([(content, format, [Text(text, "x")])])[0][0]


class Law(Walker):
    roles = parts(skip="meta toc", section="art", number="num", block="p")


class Lossy(Law):
    """Loses each second article without a word."""

    def _data(self, words: str) -> None:
        if "force" not in words:
            super()._data(words)


def read_law(content: bytes) -> Iterator[Text]:
    yield Text(Law().parse(content).text(), "law")


def read_lossy(content: bytes) -> Iterator[Text]:
    yield Text(Lossy().parse(content).text(), "law")


def test_a_reader_that_gives_everything_leaves_out_what_it_tells() -> None:
    [[found]] = conserve([(LAW, "xml", told(read_law, LAW))])
    assert found.left_out == (LeftOut("contents", 4), LeftOut("metadata", 2))
    assert found.words_held == (found.words_given or 0) + 6


def test_a_reader_that_loses_words_without_telling_shows_them_as_unknown() -> None:
    texts = told(read_lossy, LAW)
    [[found]] = conserve([(LAW, "xml", texts)])
    assert LeftOut("unknown", 10) in (found.left_out or ())
    lost = passages(LAW, "xml", texts)
    assert lost is not None
    assert Passage("unknown", "This law enters into force on the third of March", 10) in list(lost)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>A<b>rt</b>icle 1 of the l<i>aw</i></p>", "Article 1 of the law"),
        ("<p>exam-\nple and e\u00adxam\u00adple</p>", "example and example"),
        ("<p>the C atalogue of a library, a C</p>", "the Catalogue of a library, a C"),
        ("<p>Article1</p>", "Article 1"),
        ("<p>caf&eacute; &#233;t&#xE9; AT&amp;T</p>", "café été AT&T"),
        ("<p>cafe\u0301</p>", "café"),
        ("<script>var words = 'none';</script><style>p { color: red }</style><!-- no words --><p title='a > b'>One</p>", "One"),
    ],
)
def test_what_joins_and_parts_words_loses_none(page: str, text: str) -> None:
    found = counted(page.encode(), text, "html")
    assert found.words_held == found.words_given
    assert not found.left_out


def test_a_word_counts_as_often_as_it_stands() -> None:
    found = counted(b"<p>no, no, no and no</p>", "no, no and", "html")
    assert (found.words_held, found.words_given, found.left_out) == (5, 3, (LeftOut("unknown", 2),))


def test_a_word_that_is_left_out_takes_none_of_its_parts_from_the_text() -> None:
    found = counted(
        b"<nav>Acts</nav><p>The Act's title, an Act, is what it is</p>", "The Act's title, an Act, is what it is", "html"
    )
    assert (found.words_held, found.words_given, found.left_out) == (11, 10, (LeftOut("unknown", 1),))


def test_words_that_a_reader_adds_are_no_words_of_the_file() -> None:
    found = counted(b"<p>Fee 12</p>", "| Name of the column | Fee 12 |", "html")
    assert (found.words_held, found.words_given) == (2, 2)


def test_a_file_of_several_texts_is_one_account() -> None:
    first, other = conserve([(b"<p>One two three four</p>", "html", [Text("One", "x"), Text("two three", "x", part="2")])])[0]
    assert (first.words_held, first.words_given, first.left_out) == (4, 3, (LeftOut("unknown", 1),))
    assert (other.words_held, other.words_given, other.left_out) == (None, None, None)


def test_what_cannot_be_counted_says_nothing() -> None:
    found = counted(b"{\\rtf1 words}", "words", "rtf")
    assert (found.words_held, found.words_given, found.left_out) == (None, None, None)


def test_the_strings_of_json_are_its_words_and_its_names_are_not() -> None:
    found = counted(b'{"title": "One", "body": ["<p>two</p>", {"more": "three"}], "number": 4}', "One two")
    assert (found.words_held, found.words_given) == (3, 2)


GAZETTES = "raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "kind", "least"),
    [
        (f"{GAZETTES}/constitucion-sample.xml", "repeated", 200),  # what its articles said before
        (f"{GAZETTES}/ris-nor-NOR12030057.xml", "metadata", 40),  # pieces that describe, under their labels
        ("de-bundestag-txt/data/data/txt/18081.txt", "contents", 1000),
        (
            "fr-parlement-zam/data/repondeur/tests/fetch/sample_data/senat/jeu_complet_commission_2013-2014_310.csv",
            "metadata",
            200,
        ),
        ("eu-eforms/data/OP-TED+eForms-SDK/examples/notices/can_24_LSBU.xml", "metadata", 30),
    ],
)
def test_what_a_reader_passes_over_in_a_real_file_is_told(path: str, kind: str, least: int) -> None:
    content = shared(path).read_bytes()
    format = sniff(content).name
    reader = FileReader(How(ocr=False))
    ((first, *_),) = conserve([(content, format, told(reader.read, content))])
    lost = dict(first.left_out or ())
    assert lost.get("unknown", 0) <= 0.02 * (first.words_held or 0)
    assert lost[kind] >= least


def files() -> Iterator[tuple[str, bytes]]:
    """The first files of each format, but those that only libraries read slowly."""
    met: dict[str, int] = {}
    for path in sorted(Path(shared("")).glob("*/data/**/*")):
        if path.is_file() and path.stat().st_size < 300_000:
            data = path.read_bytes()
            found = sniff(data)
            if found.module and met.get(found.name, 0) < 3:
                met[found.name] = met.get(found.name, 0) + 1
                yield found.name, data


@pytest.mark.shared
@pytest.mark.long
def test_every_reader_accounts_for_every_word_of_real_files() -> None:
    reader = FileReader(How(ocr=False))
    accounts: dict[str, list[Text]] = {}
    for name, data in files():
        try:
            pieces = [piece for piece in reader.split(File("file", data)) if isinstance(piece, Raw)][:3]
            for piece in pieces:
                texts = told(reader.read, piece.body)
                accounts.setdefault(name, []).extend(conserve([(piece.body, piece.format, texts)])[0])
        except DocumentError:
            continue
    assert len(accounts) > 20
    for name, texts in accounts.items():
        known = [text for text in texts if text.words_held is not None]
        assert bool(known) == (name not in UNCOUNTED), name
        for text in known:
            assert text.left_out is not None
            assert text.words_held == (text.words_given or 0) + sum(each.words for each in text.left_out), name
            assert text.words_given or not text.words_held, name
