"""The shared walker: what a family gets for a table of roles and a table of fields."""

import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

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


class Asking(Act):
    """A family in which one element's part depends on where it stands."""

    asked = frozenset(("em",))

    def role(self, name: str, attributes: Attributes) -> Role:
        assert (name, attributes) == ("em", {})
        return Role.REMARK if self.path[-2] == "body" else Role.INLINE


class Marked(Act):
    """A family whose instructions mark what is deleted, and whose attributes mark what has gone."""

    def _page(self, name: str, attributes: Attributes) -> None:
        self.write(f"|{name}{attributes['n']}|")

    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {"pb": _page}

    def __init__(self) -> None:
        super().__init__()
        self.gates = frozenset(("status",))
        self.met: list[str] = []

    def gone(self, attributes: Attributes) -> bool:
        return attributes["status"] == "removed"

    def passed(self, name: str, attributes: Attributes) -> None:
        self.met.append(name)
        assert not attributes

    def instruction(self, target: str, words: str) -> None:
        self.hear(listening=f"{target} {words}" != "off x")


def text(body: str, family: type[Walker] = Act) -> str:
    return family().parse(f"<act>{body}</act>".encode()).text()


def test_number_and_heading_make_one_line_as_deep_as_the_divisions_around_them() -> None:
    body = """<part><num>Part 1</num><heading>General</heading>
        <article><num>Art. 1</num><heading>Scope</heading><p>This act applies.</p></article>
        <article><num>Art. 2</num><p>It ends.</p></article></part>"""
    assert text(body) == "# Part 1 – General\n\n## Art. 1 – Scope\n\nThis act applies.\n\n## Art. 2\n\nIt ends."


def test_a_second_number_of_words_alone_is_the_heading() -> None:
    assert text("<article><num>Art. 1</num><num>Scope and aim</num><p>a</p></article>") == "# Art. 1 – Scope and aim\n\na"
    assert text("<article><num>Art. 1</num><num>bis</num><p>a</p></article>") == "# Art. 1 bis\n\na"


def test_divisions_stand_below_the_title() -> None:
    body = "<doctitle>An Act on <sup>x</sup></doctitle><article><num>1</num><p>a</p></article>"
    assert text(body) == "# An Act on x\n\n## 1\n\na"


def test_headings_have_six_levels_at_most() -> None:
    body = "".join(f"<part><num>{n}</num>" for n in range(1, 9)) + "<p>end</p>" + "</part>" * 8
    assert text(body).endswith("###### 6\n\n###### 7\n\n###### 8\n\nend")


def test_a_division_without_words_keeps_its_heading() -> None:
    assert text("<part><num>Part 1</num><heading>Repealed</heading></part><p>a</p>") == "# Part 1 – Repealed\n\na"


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("Titel 1:", "Titel 1: Zweck"),
        ("§ 1.", "§ 1. Zweck"),
        ("I. –", "I. – Zweck"),
        ("a)", "a) Zweck"),
        ("Art. 5a (2)", "Art. 5a (2) – Zweck"),  # a note's mark
        ("Teil 1", "Teil 1 – Zweck"),
    ],
)
def test_a_number_that_ends_in_a_sign_needs_no_dash_before_its_heading(number: str, line: str) -> None:
    assert text(f"<part><num>{number}</num><heading>Zweck</heading><p>a</p></part>") == f"# {line}\n\na"


def test_a_dash_after_a_number_that_has_no_heading_is_left_out() -> None:
    assert text("<part><num>Art. 1º –</num><p>a</p></part>") == "# Art. 1º\n\na"


def test_a_heading_inside_a_division_that_has_begun_stands_one_level_below_it() -> None:
    body = "<part><num>1</num><heading>A</heading><p>a</p><heading>B</heading><p>b</p><heading>C</heading><p>c</p></part><p>d</p>"
    assert text(body) == "# 1 – A\n\na\n\n## B\n\nb\n\n## C\n\nc\n\nd"


def test_no_space_stands_between_words_apart_and_the_sign_that_ends_them() -> None:
    assert text("<p>De <apart><apart>Minister</apart></apart>, <apart>Jan</apart><apart>Smit</apart>.</p>") == (
        "De Minister, Jan Smit."
    )
    assert text("<p><apart>Dupont</apart> ; <apart>Durand</apart></p>") == "Dupont ; Durand"


def test_a_sign_that_a_quotation_has_cut_off_ends_the_paragraph_before() -> None:
    assert text("<p>Insert: “new</p>”.<p>. . .</p>") == "Insert: “new”.\n\n. . ."
    assert text("<ul><li>„alt”</li></ul>;<p>…</p>") == "- „alt”;\n\n…"


def test_a_remark_that_has_brackets_and_a_full_stop_gets_no_others() -> None:
    assert text("<remark>(Interruptions).</remark><remark>Applause.</remark>") == "(Interruptions).\n\n[Applause.]"


def test_a_points_number_begins_its_words() -> None:
    assert text("<point><num>(1)</num><p>one</p><p>more</p></point><point><num>(2)</num><p>two</p></point>") == (
        "(1) one\n\nmore\n\n(2) two"
    )


def test_a_number_that_the_words_repeat_stands_once() -> None:
    assert text("<point><num>1.</num><p>1. one</p></point>") == "1. one"
    assert text("<point><num>1.</num><p>1.1 one</p></point>") == "1. 1.1 one"


def test_a_level_is_a_section_with_a_heading_and_a_point_without() -> None:
    body = """<paragraph><num>1</num><heading>Aim</heading><paragraph><num>(1)</num><p>one</p></paragraph></paragraph>
        <paragraph><num>2</num><paragraph><num>a)</num><p>two</p></paragraph></paragraph>"""
    assert text(body) == "# 1 – Aim\n\n(1) one\n\n2 a) two"


def test_a_number_whose_words_are_a_list_stands_before_it() -> None:
    assert text("<paragraph><num>1</num><ul><li>a</li><li>b</li></ul></paragraph>") == "1\n\n- a\n- b"
    assert text("<paragraph><num>1</num><ul><p>these:</p><li>a</li></ul></paragraph>") == "1 these:\n\n- a"


def test_quoted_divisions_are_paragraphs_not_headings_of_the_document() -> None:
    body = """<article><num>Art. 1</num><p>Insert:</p><quotation><article><num>Art. 9</num><heading>New</heading>
        <p>words</p></article></quotation><p>after</p></article>"""
    assert text(body, Quoting) == "# Art. 1\n\nInsert:\n\nArt. 9 – New\n\nwords\n\nafter"


def test_items_keep_the_publishers_numbers_and_nest() -> None:
    body = "<ul><li><num>a)</num><p>one</p><ul><li>deep</li></ul></li><li><num>–</num> two</li></ul><p>end</p>"
    assert text(body) == "a) one\n  - deep\n- two\n\nend"


def test_notes_stand_after_the_paragraph_that_calls_them() -> None:
    assert text('<p>Water<note marker="*"><p>Any water.</p></note>, and air<note>Dry.</note></p><p>b</p>') == (
        "Water *, and air (1)\n\n* Any water.\n\n(1) Dry.\n\nb"
    )


def test_a_note_in_a_heading_stands_after_it() -> None:
    assert text("<part><heading>General<note>New.</note></heading><p>a</p></part>") == "# General (1)\n\n(1) New.\n\na"


def test_a_notes_mark_alone_is_no_paragraph() -> None:
    assert text("<p> <note>In force.</note> </p><p>a</p>") == "(1) In force.\n\na"


def test_notes_in_a_table_stand_after_it() -> None:
    body = "<table><tr><td>a<note>first</note></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table><p>e</p>"
    assert text(body) == "| a (1) | b |\n| --- | --- |\n| c | d |\n\n(1) first\n\ne"


def test_tables_become_pipes_with_spans() -> None:
    body = '<table><tr><td colspan="2">x</td><td>y</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>'
    assert text(body) == "| x |  | y |\n| --- | --- | --- |\n| 1 | 2 | 3 |"


def test_a_table_in_a_cell_loses_its_shape_not_its_words() -> None:
    inner = "<table><tr><td>p</td><td>q</td></tr><tr><td>r</td><td>s</td></tr></table>"
    assert text(f"<table><tr><td>{inner}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>") == (
        "| p q r s | b |\n| --- | --- |\n| c | d |"
    )


def test_a_cell_outside_any_table_is_a_paragraph() -> None:
    assert text("<td>a</td><td>b</td>") == "a\n\nb"


def test_words_stay_as_close_as_they_are_and_breaks_break() -> None:
    assert text("<p>a<i>b</i>c <apart>d</apart>e<br/>f\n g</p>") == "abc d e\nf g"
    assert text("<p>10 m<sup>2</sup>, 1<sup>er</sup>, 10<sup>6</sup></p>") == "10 m2, 1er, 10^6"


def test_remarks_stand_in_brackets() -> None:
    assert text("<p>a</p><remark>Applause</remark><remark>(Laughter)</remark>") == "a\n\n[Applause]\n\n(Laughter)"


def test_a_speaker_begins_the_next_paragraph() -> None:
    assert text("<speaker name='Anna'/><p>Yes.</p><p>No.</p>", Quoting) == "Anna: Yes.\n\nNo."


def test_attributes_may_decide_and_prefixes_do_not() -> None:
    assert text('<p>a</p><p class="hidden">b <i>c</i></p><x:p>d</x:p>', Quoting) == "a\n\nd"


def test_only_elements_whose_part_is_asked_for_are_asked_and_only_of_their_family() -> None:
    body = "<body><em>Applause</em><p>so <em>very</em> good</p></body>"
    assert text(body, Asking) == text(body, Asking) == "[Applause]\n\nso very good"
    assert text(body) == "Applause\n\nso very good"


def test_fields_are_read_where_nothing_is_written() -> None:
    walker = Act().parse(
        b"<act><meta><date when='2024-01-02'/><author>A <b>B</b></author><x><date when='1'/></x></meta>"
        b"<doctitle>On<br/>water</doctitle></act>"
    )
    assert walker.first("author") == "A B"
    assert walker.found["date"] == ["2024-01-02"]
    assert walker.first("nothing", "title") == "On water"
    assert walker.text() == "# On water"


def test_words_are_counted_by_the_language_that_holds() -> None:
    walker = Spoken().parse(
        '<s xml:lang="fr"><u>bonjour à tous</u><u xml:lang="de">guten <w xml:lang="en">day</w> Tag</u><u>merci</u></s>'.encode()
    )
    assert walker.shares() == (Share("fr", 4), Share("de", 2), Share("en", 1))


def test_instructions_and_gates_leave_words_out() -> None:
    walker = Marked().parse(
        b"<act><meta><date/></meta><p>a<pb n='2'/>b</p><?off x?><p>c</p><?on x?><p status='removed'>d <i>e</i></p>"
        b"<p status='kept'>f</p></act>"
    )
    assert walker.text() == "a|pb2|b\n\nf"
    assert text("<p>a</p><?off x?><meta><date/><?on x?></meta><p>b</p>", Marked) == "a\n\nb"
    assert text("<p>a</p><meta><?off x?></meta><p>b</p><?on x?><p>c</p>", Marked) == "a\n\nc"
    assert walker.met == ["date", "i"]


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


def test_the_same_file_gives_the_same_text() -> None:
    source = b"<act><part><num>1</num><p>a<note>b</note></p></part></act>"
    assert Act().parse(source).text() == Act().parse(source).text()
