"""What the bench of PDF takes for the truth is what a document shows, and nothing of what it hides."""

import io
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import authors
import docx_truth
import html_truth
import looks
import manuals
import odt_truth
import pdf_pairs
import pdf_sets
import pytest
from lxml import etree

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in {"office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing"}.items()
)
CONTENT = f"""<office:document-content {SPACES}><office:automatic-styles>
<style:style style:name="P1" style:parent-style-name="Title"/>
<style:style style:name="Unseen"><style:text-properties text:display="none"/></style:style>
</office:automatic-styles><office:body><office:text>
<text:tracked-changes><text:p>Struck out</text:p></text:tracked-changes>
<text:p text:style-name="P1">Journal officiel</text:p>
<text:h text:outline-level="1">1.2 Dispositions <text:span>générales</text:span></text:h>
<text:p>La loi<text:note><text:note-citation>1</text:note-citation><text:note-body>
<text:p>Voir le décret.</text:p></text:note-body></text:note>
 s’app<text:span>lique</text:span><text:s/>ici<office:annotation><text:p>Remark</text:p></office:annotation>.
<text:placeholder>Enter here</text:placeholder>
<draw:frame><draw:text-box><text:p>En marge</text:p></draw:text-box></draw:frame></text:p>
<text:p text:style-name="Unseen">Not printed</text:p>
<text:section text:display="none"><text:p>Nor this</text:p></text:section>
<table:table><table:table-header-rows><table:table-row>
<table:table-cell table:number-columns-spanned="2"><text:p>Zone</text:p></table:table-cell><table:covered-table-cell/>
<table:table-cell><text:h>Taux</text:h></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell table:number-columns-repeated="2"/>
<table:table-cell><text:p>5 %</text:p></table:table-cell></table:table-row>
</table:table></office:text></office:body></office:document-content>"""
STYLES = f"""<office:document-styles {SPACES}><office:master-styles><style:master-page><style:header>
<text:p>Recueil des actes de 2026</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"""
PAGE = """<html><head><title>Gazette of the North</title>
<style>.menu, .print\\:hidden {color: red; display: none}</style></head><body>
<script>no()</script><div class="menu">Menu</div><p class="print:hidden">Banner</p>
<div style="display:none">Folded</div><h2>Art. 5 <b>Fees</b></h2>
<!-- aside --><p>Each pay<wbr>s a f\u00adee.<img alt="seal"></p><details><summary>More</summary><p>Inside</p></details>
<table><tr><th rowspan=2>Zone<th>Rate</tr><tr><td>5</td></tr><tr><td>North<td>6</tr></table>
<table><tr><td>(a)<td><h3>first point</h3></tr><tr><td>(b)<td>second point</tr></table></body></html>"""

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"""<w:document {W}><w:body>
<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>1 Sco­pe</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Rules</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Note</w:t></w:r>
<w:r><w:t> that all of this is text in the size that most letters have.</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:sz w:val="40"/></w:rPr><w:t>Guide</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:rFonts w:ascii="Mono"/><w:b/></w:rPr><w:t>make all</w:t></w:r></w:p>
<w:p><w:r><w:t>cd x</w:t><w:br/><w:t># install</w:t><w:br/><w:t>make it</w:t></w:r></w:p>
<w:p><w:r><w:t>name</w:t><w:tab/><w:t>box</w:t></w:r></w:p><w:p><w:r><w:t>use</w:t><w:tab/><w:tab/><w:t>host</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>Scope</w:t><w:tab/><w:t>1</w:t></w:r></w:p>
</w:body></w:document>"""
LOOKS = f"""<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="20"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>"""
FONTS = f'<w:fonts {W}><w:font w:name="Mono"><w:pitch w:val="fixed"/></w:font></w:fonts>'


@pytest.fixture
def odt(tmp_path: Path) -> Path:
    path = tmp_path / "act.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", CONTENT)
        archive.writestr("styles.xml", STYLES)
    return path


def test_an_odt_gives_its_story_headings_notes_tables_and_heads(odt: Path) -> None:
    found = odt_truth.truth(odt)
    assert " ".join(found.words) == "journal officiel 1 2 dispositions générales la loi s applique ici en marge zone taux 5"
    assert found.headings == [("dispositions", "générales")]
    assert found.called == {("journal", "officiel"), ("taux",)}
    assert found.notes == [["voir", "le", "décret"]]
    assert found.tables == [{(0, 0): ("zone",), (0, 2): ("taux",), (1, 2): ("5",)}]
    assert found.furniture == {("recueil", "des", "actes", "de", "2026")}


def test_a_field_of_a_form_in_an_odt_shows_the_option_that_is_chosen_or_its_value(tmp_path: Path) -> None:
    spaces = {"form": odt_truth.FORM, "draw": odt_truth.DRAW, "text": odt_truth.TEXT, "office": odt_truth.OFFICE}
    names = " ".join(f'xmlns:{name}="{space[1:-1]}"' for name, space in spaces.items())
    options = '<form:option form:label="Draft"/><form:option form:label="Final" form:current-selected="true"/>'
    fields = f'<form:listbox form:id="a">{options}</form:listbox><form:text form:id="b" form:current-value="Anna"/>'
    shown = '<text:p>State <draw:control draw:control="a"/> by <draw:control draw:control="b"/></text:p>'
    body = f"<office:body><office:text><office:forms>{fields}</office:forms>{shown}</office:text></office:body>"
    with zipfile.ZipFile(tmp_path / "form.odt", "w") as archive:
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
    assert odt_truth.truth(tmp_path / "form.odt").words == ["state", "final", "by", "anna"]


def test_headings_and_columns_that_an_author_made_by_hand_are_neither_due_nor_wrong(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "guide.docx", "w") as archive:
        for name, part in {"document": BODY, "styles": LOOKS, "fontTable": FONTS}.items():
            archive.writestr(f"word/{name}.xml", part)
    found = docx_truth.truth(tmp_path / "guide.docx")
    assert found.headings == [("scope",)]
    assert found.called == {("rules",), ("guide",)}
    assert found.hashed == {("install",), ("make", "it")}
    assert [sorted(grid.values()) for grid in found.loose] == [[("box",), ("host",), ("name",), ("use",)]]
    assert (
        pdf_pairs.compared(found, pdf_pairs.written("| name | box |\n|---|---|\n| use | host |\n\n| IF | code"))[1].total() == 0
    )


def test_in_an_odt_a_size_may_be_a_share_of_that_of_the_style_above() -> None:
    fo = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    content = etree.fromstring(f"""<office:document-content {SPACES} {fo}>
<style:default-style style:family="paragraph"><style:text-properties fo:font-size="12pt"/></style:default-style>
<style:style style:name="A"><style:text-properties fo:font-size="150%"/></style:style>
<style:style style:name="B" style:parent-style-name="A"><style:text-properties fo:font-size="50%"/></style:style>
<text:p text:style-name="A">Guide</text:p><text:p text:style-name="B">small</text:p><text:p>All else is text.</text:p>
</office:document-content>""")
    paragraphs = list(content.iter(odt_truth.TEXT + "p"))
    found = looks.of_odt(iter(paragraphs), content)
    assert [look.size for each in found.values() for look in each] == [18, 9, 12]
    assert looks.standing_out(found) == {paragraphs[0]}


def test_a_page_of_html_gives_what_a_browser_prints_of_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(html_truth.printable(PAGE.encode()))
    found = html_truth.truth(path)
    assert " ".join(found.words) == ("art 5 fees each pays a fee more zone rate 5 north 6 a first point b second point")
    assert found.headings == [("art", "5", "fees")]
    assert ("first", "point") in found.called  # in a cell: neither due nor wrong
    assert found.tables == [{(0, 0): ("zone",), (0, 1): ("rate",), (1, 1): ("5",), (2, 0): ("north",), (2, 1): ("6",)}]
    assert found.tall == {("zone",)}
    assert found.loose == [{(0, 0): ("a",), (0, 1): ("first", "point"), (1, 0): ("b",), (1, 1): ("second", "point")}]
    assert ("gazette", "of", "the", "north") in found.furniture


def test_titles_in_rows_of_one_cell_and_what_only_sets_text_out_are_neither_due_nor_wrong() -> None:
    found = docx_truth.Truth()
    titled: docx_truth.Grid = {(0, 0): ("fees",), (1, 0): ("copy",), (1, 1): ("2",), (2, 0): ("post",), (2, 1): ("0",)}
    found.add(titled, {0}, sets_out=False)
    found.add({(0, 0): ("one",), (1, 0): ("column",)}, set(), sets_out=False)
    assert found.tables == [{at: words for at, words in titled.items() if at[0]}]
    assert found.loose == [titled, {(0, 0): ("one",), (1, 0): ("column",)}]


def test_numbers_before_a_heading_and_headings_of_a_document_without_levels_are_no_faults() -> None:
    text = "# Extension Manager\n\n#### 1.1.6.1 Icon Position"
    found = pdf_pairs.score(docx_truth.Truth(headings=[("icon", "position")]), text, 1)
    assert (found.counts["headings right"], found.counts["headings found"]) == (1, 2)
    assert pdf_pairs.score(docx_truth.Truth(), text, 1).counts["headings found"] == 0


FIRST = """<html><body><h1>Manual</h1><div class="navheader"><a href="b.html">Next</a></div>
<div class="toc"><a href="a.html">1. Start</a> <a href="b.html">2. End</a></div></body></html>"""
CHAPTER = """<html><body><p>Two words, see <a href="b.html">the end</a>.</p>
<h1>Chapter\xa01. Start<a class="headerlink" href="#s">¶</a></h1>
<div class="note"><h3>Note</h3><p>Read.</p></div><ul><li><a href="b.html">2</a></li></ul><pre># cp a b</pre></body></html>"""


def test_pages_of_a_manual_are_joined_in_the_order_of_its_contents_without_what_leads_through_them(tmp_path: Path) -> None:
    for name, text in {"index": FIRST, "a": CHAPTER, "b": "<html><body><h2>End</h2></body></html>"}.items():
        (tmp_path / f"{name}.html").write_text(text)
    page = tmp_path / "work.manual.html"
    page.write_bytes(etree.tostring(manuals.joined(tmp_path / "index.html"), encoding="utf-8", method="html"))
    found = html_truth.truth(page)
    assert " ".join(found.words) == "manual two words see the end chapter 1 start note read cp a b end"
    assert found.headings == [("start",), ("end",)]
    assert {("manual",), ("note",)} <= found.called


def test_a_files_own_title_and_contents_are_no_wrong_headings_and_code_is_none() -> None:
    due = docx_truth.Truth(
        words=["start", "cp", "a", "b", "end"], headings=[("start",), ("end",)], hashed={("cp", "a")}, partial=True
    )
    text = "# Manual\n\n# End of title\n\n# 1 Start\n\n# cp a b\n\n## Own\n\n# End\n\n# a"
    found = pdf_pairs.score(due, text, 1)
    assert (found.counts["headings found"], found.counts["headings right"]) == (2, 2)


def test_translations_of_a_manual_lie_in_one_half(tmp_path: Path) -> None:
    for part in ("de", "en", "fr", "it", "nl", "ru"):
        (tmp_path / f"work.{part}.html").write_text(part)
        (tmp_path / f"work.{part}.pdf").touch()
    assert len({pdf_sets.sealed(path, by_work=True) for path in pdf_sets.works(tmp_path)}) == 1


def test_an_authors_document_is_taken_with_the_pdf_of_its_name_from_other_folders_too(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "guide.orig.tar", "w") as archive:
        for name, data in {
            "doc/src/User Guide.odt": b"a",
            "doc/user guide.PDF": b"bb",
            "old/User Guide.pdf": b"b",
            "x.pdf": b"c",
        }.items():
            member = tarfile.TarInfo(f"guide-1.0/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    found = sorted(authors.take([tmp_path / "guide.orig.tar"], ["User Guide"]))
    assert found == [("User Guide", ".odt", b"a"), ("User Guide", ".pdf", b"bb")]
    assert {authors.part(name) for name, _, _ in found} == {"User-Guide"}


def test_an_authors_pair_is_fair_if_the_pdf_has_the_words_of_a_long_document(odt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = pdf_sets.truth(odt).words
    printed = Counter(words)
    monkeypatch.setattr(authors, "printed_words", lambda _: printed)
    monkeypatch.setattr(authors, "PdfDocument", Path)
    monkeypatch.setattr(authors, "LONG", len(words))
    assert not authors.fair(odt)
    odt.with_suffix(".pdf").touch()
    assert authors.fair(odt)
    monkeypatch.setattr(authors, "LONG", len(words) + 1)
    assert not authors.fair(odt)
    monkeypatch.setattr(authors, "LONG", len(words))
    printed[words[0]] -= 1
    assert not authors.fair(odt)
