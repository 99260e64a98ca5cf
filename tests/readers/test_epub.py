"""Books: chapters in the order of the spine, notes beside what calls them, navigation out."""

import pytest
from office_files import epub, zipped

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

METADATA = (
    "<dc:title>Ein Buch</dc:title><dc:creator>Eine Behörde</dc:creator><dc:language>de-AT</dc:language>"
    "<dc:date>2019-05-04</dc:date><dc:identifier>urn:uuid:e65eda24-dabe-406a-8d49-ba6e056d9893</dc:identifier>"
    "<dc:identifier>urn:isbn:978-3-16-148410-0</dc:identifier><dc:identifier opf:scheme='DOI'>10.1000/182</dc:identifier>"
)


def read(content: bytes) -> Text:
    """The one document of a file."""
    found = sniff(content)
    assert found.name == "epub"
    [text] = found.reader().read(content, DEFAULT)
    assert isinstance(text, Text)
    return text


def test_chapters_stand_in_the_order_of_the_spine_and_metadata_become_fields() -> None:
    pages = {"z.xhtml": "<h1>Eins</h1><p>Erste Worte.</p>", "a.xhtml": "<h1>Zwei</h1><ul><li>Punkt</li></ul>"}
    found = read(epub(pages, METADATA))
    assert found.text == "# Eins\n\nErste Worte.\n\n# Zwei\n\n- Punkt"
    assert (found.title, found.language, found.created) == ("Ein Buch", "de", "2019-05-04")
    assert [tuple(name) for name in found.identifiers] == [("isbn", "978-3-16-148410-0"), ("doi", "10.1000/182")]


def test_navigation_covers_and_marks_of_pages_are_out() -> None:
    pages = {
        "cover.xhtml": '<section epub:type="cover"><p>Umschlag</p></section>',
        "toc.xhtml": '<nav epub:type="toc"><ol><li>Eins</li></ol></nav>',
        "a.xhtml": '<p>Vor<span epub:type="pagebreak" id="p7">7</span> und <a role="doc-pagebreak">8</a>nach.</p>',
    }
    assert read(epub(pages)).text == "Vor und nach."


def test_numbers_of_printed_pages_and_lines_are_out_and_words_in_their_class_stay() -> None:
    page = '<p>Vor<span class="pageNum">[Pg 12]</span> und nach.</p><p>April ist<span class="lnum">20</span></p>'
    page += '<p class="pagenum">– xiv –</p><p class="linenum">Zeile 3 fehlt.</p>'
    assert read(epub({"a.xhtml": page})).text == "Vor und nach.\n\nApril ist\n\nZeile 3 fehlt."


def test_contents_that_nothing_marks_are_out_and_links_elsewhere_stay() -> None:
    names = [f"{name}.xhtml" for name in "abc"]
    chapters = {name: f"<p>Kapitel {name[0]}.</p>" for name in names}
    contents = "<h1>Inhalt</h1>" + "".join(f'<p><a href="{name}#x">Kapitel {name[0]}</a> 7</p>' for name in names)
    assert read(epub({"t.xhtml": contents, **chapters})).text == "Kapitel a.\n\nKapitel b.\n\nKapitel c."
    elsewhere = "".join(f'<p><a href="https://a.eu/{name}">Gesetz {name[0]}</a></p>' for name in names)
    assert read(epub({"l.xhtml": elsewhere})).text == "Gesetz a\n\nGesetz b\n\nGesetz c"
    register = "".join(f'<p>Abgabe, Steuer, Gebühr {name[0]}: <a href="{name}">12</a></p>' for name in names)
    assert "Gebühr a: 12" in read(epub({"r.xhtml": register, **chapters})).text


def test_the_main_title_and_names_that_people_gave_are_taken() -> None:
    metadata = (
        '<dc:title id="s">Ein Leitfaden</dc:title><dc:title id="m">Das Recht</dc:title>'
        '<meta refines="#s" property="title-type">subtitle</meta><meta refines="#m" property="title-type">main</meta>'
        '<dc:identifier opf:scheme="URN">urn:uuid:d4eea036-2147-11e2-963f-001cc0a62c0b</dc:identifier>'
        "<dc:identifier>https://doi.org/10.2861/12345</dc:identifier>"
    )
    found = read(epub({"a.xhtml": "<p>x</p>"}, metadata))
    assert (found.title, [tuple(name) for name in found.identifiers]) == ("Das Recht", [("doi", "10.2861/12345")])


def test_of_a_switch_one_form_is_read() -> None:
    case = "<epub:case required-namespace='urn:x'><p>a + b</p></epub:case>"
    switch = f"<epub:switch>{case}<epub:default><p>Bild</p></epub:default></epub:switch>"
    assert read(epub({"a.xhtml": switch})).text == "a + b"


def test_notes_move_to_the_paragraph_that_calls_them() -> None:
    pages = {
        "a.xhtml": (
            '<p>Ein Gesetz<sup><a epub:type="noteref" href="#n1">1</a></sup>.</p><p>Weiter.</p>'
            '<aside epub:type="footnote" id="n1"><p><a href="#r1" role="doc-backlink">1</a>. BGBl. I S. 1.</p></aside>'
        ),
        "b.xhtml": '<ul><li>Punkt<a href="notes.xhtml#e2" epub:type="noteref">[2]</a></li><li>Noch einer</li></ul><p>Danach.</p>',
        "notes.xhtml": (
            '<section epub:type="endnotes"><h2>Anmerkungen</h2><ol>'
            '<li id="e2" epub:type="endnote"><p>2 Siehe dort.</p></li></ol></section>'
        ),
    }
    assert read(epub(pages)).text == (
        "Ein Gesetz (1).\n\n(1) BGBl. I S. 1.\n\nWeiter.\n\n- Punkt (2)\n- Noch einer\n\n(2) Siehe dort.\n\nDanach."
    )


def test_a_note_may_be_known_by_its_link_back_alone() -> None:
    pages = {
        "a.xhtml": (
            '<p>Ein Gesetz<a id="r1" href="b.xhtml#n1"><sup>1</sup></a> gilt.</p><p>Weiter<sup id="r2">'
            '<a href="b.xhtml#n2">[2]</a></sup>, siehe <a href="#top">1</a>.</p>'
        ),
        "b.xhtml": (
            '<div id="n1"><p><a href="a.xhtml#r1">1</a>. BGBl. I S. 1.</p></div>'
            '<p><a name="n2" href="a.xhtml#r2">[2]</a> Siehe dort.</p>'
        ),
    }
    assert read(epub(pages)).text == ("Ein Gesetz (1) gilt.\n\n(1) BGBl. I S. 1.\n\nWeiter (2), siehe 1.\n\n(2) Siehe dort.")


def test_a_chapter_that_links_to_its_place_among_the_contents_is_no_note() -> None:
    pages = {
        "a.xhtml": '<p><a id="t1" href="b.xhtml#c1">1</a> Zweck</p>',
        "b.xhtml": '<div id="c1"><h1><a href="a.xhtml#t1">1</a> Zweck</h1><p>Worte.</p></div>',
    }
    assert read(epub(pages)).text == "1 Zweck\n\n# 1 Zweck\n\nWorte."


def test_a_page_that_is_no_xml_is_read_as_html() -> None:
    assert read(epub({"a.xhtml": "<p>Eins<br>Zwei &nbsp; <b>drei</p><p>Vier"})).text == "Eins\nZwei drei\n\nVier"


def encryption(algorithm: str, target: str) -> str:
    return (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>'
        f'<EncryptionMethod Algorithm="{algorithm}"/><CipherData><CipherReference URI="{target}"/></CipherData>'
        "</EncryptedData></encryption>"
    )


def test_a_book_under_drm_is_named_and_encrypted_fonts_do_not_matter() -> None:
    pages = {"a.xhtml": "<p>Worte.</p>"}
    fonts = {"META-INF/encryption.xml": encryption("http://www.idpf.org/2008/embedding", "OPS/font.otf")}
    assert read(epub(pages, more=fonts)).text == "Worte."
    drm = {"META-INF/encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OPS/a.xhtml")}
    with pytest.raises(DocumentError) as caught:
        read(epub(pages, more=drm))
    assert caught.value.reason == "encrypted"


def test_a_book_without_its_package_document_is_named() -> None:
    with pytest.raises(DocumentError) as caught:
        read(zipped({"mimetype": "application/epub+zip", "a.xhtml": "<p/>"}))
    assert caught.value.reason == "epub-without-package"


def test_the_brackets_around_the_number_of_a_note_go_with_it() -> None:
    bracket = '<span class="fn-bracket">{}</span>'
    call = f'<a class="footnote-reference" href="#n1" id="c1" role="doc-noteref">{bracket.format("[")}1{bracket.format("]")}</a>'
    back = f'<span class="label">{bracket.format("[")}<a role="doc-backlink" href="#c1">1</a>{bracket.format("]")}</span>'
    note = f'<aside class="footnote" id="n1" role="doc-footnote">{back}<p>BGBl. I S. 1.</p><p>[2] gilt nicht.</p></aside>'
    text = "Ein Gesetz (1).\n\n(1) BGBl. I S. 1.\n\n[2] gilt nicht.\n\nWeiter."
    assert read(epub({"a.xhtml": f"<p>Ein Gesetz{call}.</p><p>Weiter.</p>{note}"})).text == text
