"""The shared walker: what a family gets for a table of roles and a table of fields."""

import time
import tracemalloc

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Share
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts
from moisson.readers.xml.xmlsource import xml_source, xml_text


class Act(Walker):
    roles = parts(
        skip="meta",
        title="doctitle",
        section="part article",
        level="paragraph",
        point="point",
        number="num",
        heading="heading",
        block="body p",
        list="ul",
        item="li",
        table="table",
        row="tr",
        cell="td",
        note="note",
        remark="remark",
        raised="sup",
        spaced="apart",
        **{"break": "br"},
    )
    fields = (
        Field("date", "meta/date", "when"),
        Field("author", "meta/author"),
        Field("title", "doctitle"),
    )


class Spoken(Walker):
    roles = parts(block="u")
    count_languages = True


class Quoting(Act):
    """A family that calls what a family may call."""

    def role(self, name: str, attributes: Attributes) -> Role:
        return Role.SKIP if attributes.get("class") == "hidden" else super().role(name, attributes)

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "quotation":
            self.out.paragraph()
            self.quoted += 1
        elif name == "speaker":
            self.say(f"{attributes['name']}:")

    def leave(self, name: str) -> None:
        if name == "quotation":
            self.out.end()
            self.quoted -= 1


def text(body: str, family: type[Walker] = Act) -> str:
    return family().parse(f"<act>{body}</act>".encode()).text()


def test_number_and_heading_make_one_line_as_deep_as_the_divisions_around_them() -> None:
    body = """<part><num>Part 1</num><heading>General</heading>
        <article><num>Art. 1</num><heading>Scope</heading><p>This act applies.</p></article>
        <article><num>Art. 2</num><p>It ends.</p></article></part>"""
    assert text(body) == "# Part 1 – General\n\n## Art. 1 – Scope\n\nThis act applies.\n\n## Art. 2\n\nIt ends."


def test_quoted_divisions_are_paragraphs_not_headings_of_the_document() -> None:
    body = """<article><num>Art. 1</num><p>Insert:</p><quotation><article><num>Art. 9</num><heading>New</heading>
        <p>words</p></article></quotation><p>after</p></article>"""
    assert text(body, Quoting) == "# Art. 1\n\nInsert:\n\nArt. 9 – New\n\nwords\n\nafter"


def test_notes_stand_after_the_paragraph_that_calls_them() -> None:
    assert text('<p>Water<note marker="*"><p>Any water.</p></note>, and air<note>Dry.</note></p><p>b</p>') == (
        "Water *, and air (1)\n\n* Any water.\n\n(1) Dry.\n\nb"
    )


def test_tables_become_pipes_with_spans() -> None:
    body = '<table><tr><td colspan="2">x</td><td>y</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>'
    assert text(body) == "| x |  | y |\n| --- | --- | --- |\n| 1 | 2 | 3 |"


def test_attributes_may_decide_and_prefixes_do_not() -> None:
    assert text('<p>a</p><p class="hidden">b <i>c</i></p><x:p>d</x:p>', Quoting) == "a\n\nd"


def test_words_are_counted_by_the_language_that_holds() -> None:
    walker = Spoken().parse(
        '<s xml:lang="fr"><u>bonjour à tous</u><u xml:lang="de">guten <w xml:lang="en">day</w> Tag</u><u>merci</u></s>'.encode()
    )
    assert walker.shares() == (Share("fr", 4), Share("de", 2), Share("en", 1))


def test_a_malformed_file_says_where() -> None:
    with pytest.raises(DocumentError, match="xml-malformed: line 2, column 5") as caught:
        Act().parse(b"<act>\n<p></q></act>")
    assert caught.value.reason == "xml-malformed"


def test_elements_that_nest_too_deep_are_refused() -> None:
    with pytest.raises(DocumentError, match="xml-too-deep"):
        Act().parse(b"<p>" * 2000 + b"</p>" * 2000)
    with pytest.raises(DocumentError, match="xml-too-deep"):
        Act().parse(b"<act><meta>" + b"<p>" * 2000 + b"</p>" * 2000 + b"</meta></act>")


@pytest.mark.parametrize(
    "unit",
    ["<part><num>1</num>", "<paragraph><num>1</num><p>a</p>", "<ul><li>a", "<table><tr><td>a", "<p>a<note>b", "<doctitle>a"],
)
def test_nesting_costs_no_more_than_its_size(unit: str) -> None:
    """As deep as is allowed, again and again: time and output grow with the file, not with its square."""
    names = [
        name for name in ("part", "paragraph", "ul", "li", "table", "tr", "td", "p", "note", "doctitle") if f"<{name}>" in unit
    ]
    closing = "".join(f"</{name}>" for name in reversed(names) if f"</{name}>" not in unit)
    levels = 900 // unit.count("<")
    source = f"<act>{(unit * levels + closing * levels) * 40}</act>".encode()
    tracemalloc.start()
    begun = time.process_time()
    found = Act().parse(source).text()
    spent = time.process_time() - begun
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 20, f"{len(source)} bytes took {spent:.1f} s"
    assert len(found) < 60 * len(source)
    assert peak < 200 * len(source) + 10_000_000


@pytest.mark.parametrize(
    "unit",
    [
        "<p>a<sup>1</sup></p>",
        "a<sup>1</sup>",
        "<num>1</num>",
        "<heading>a</heading>",
        "<note>a</note>",
        "<point><num>1</num></point>",
        "<li>a</li>",
        "<td>a</td>",
        "<part><num>1</num><p>a</p></part>",
    ],
)
def test_twice_as_much_costs_twice_as_much(unit: str) -> None:
    """Within one division, and within one paragraph: four times the file takes about four times as long."""

    def seconds(times: int) -> float:
        source = f"<act><part>{unit * times}</part></act>".encode()
        begun = time.process_time()
        Act().parse(source).text()
        return time.process_time() - begun

    seconds(1000)
    assert seconds(40_000) < 8 * max(seconds(10_000), 0.05)


def test_entities_that_make_much_of_little_are_refused() -> None:
    source = f'<!DOCTYPE a [<!ENTITY a "{"x" * 1_000}">]><a>{{}}</a>'
    assert len(xml_source(source.format("&a;" * 1_000).encode())) > 1_000_000
    with pytest.raises(DocumentError, match="entities"):
        xml_source(source.format("&a;" * 3_000).encode())


def test_entities_are_never_expanded_twice_nor_loaded() -> None:
    laughs = '<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">'
    source = f"<!DOCTYPE act [{laughs}]><act><p>&a; &b; &x; &eacute; &amp; &unknown; AT&T</p></act>".encode()
    assert Act().parse(source).text() == "ha &b; &x; é & &unknown; AT&T"


def test_the_doctype_goes_and_cdata_and_comments_stay_what_they_are() -> None:
    source = b'<?xml version="1.0"?><!DOCTYPE act SYSTEM "http://example.org/a.dtd">\n'
    source += b"<act><!-- a & b --><p><![CDATA[a & <b>]]></p></act>"
    assert xml_source(source).startswith(b"<act>")
    assert Act().parse(source).text() == "a & <b>"


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff<?xml version='1.0' encoding='utf-8'?><a>é</a>".encode(),
        "<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>".encode("iso-8859-1"),
        "<?xml version='1.0' encoding='iso-8859-1'?><a>é</a>".encode(),  # a false declaration: it is UTF-8
        "<?xml version='1.0' encoding='utf-8'?><a>é</a>".encode("iso-8859-1"),  # and the other way round
        "<?xml version='1.0' encoding='no-such-code'?><a>L’été était déjà passé à l’hôpital é</a>".encode("windows-1252"),
        "<?xml version='1.0' encoding='utf-16'?><a>é</a>".encode("utf-16"),
        "<?xml version='1.0' encoding='utf-16'?><a>é</a>".encode("utf-16-be"),
    ],
    ids=["mark", "latin-1", "not-latin-1", "not-utf-8", "unknown-code", "utf-16", "utf-16-without-mark"],
)
def test_the_encoding_is_found_whatever_the_file_declares(data: bytes) -> None:
    assert xml_text(data).endswith("é</a>")
    assert Act().parse(data).text().endswith("é")


def test_characters_that_xml_forbids_are_left_out() -> None:
    assert Act().parse("<act><p>a\x00b\x0cc\ufffed\uffffe</p></act>".encode()).text() == "abcde"
