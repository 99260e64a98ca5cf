"""The structure of a page: headings, points with their numbers, lists, tables, notes, preformatted text."""

import pytest
from html_samples import ACT, SENTENCE, WORDS, page
from shared_data import shared

from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

NOTE = "Zmiany wymienionej ustawy ogłoszono w Dzienniku Ustaw z 2019 r. pod pozycją 53."
PROGRAM = "for each entry of the register, in their order,\n    print the entry and the day on which it was made"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<table><tr><td>(1)</td><td><p>first</p><p>more</p></td></tr></table>", "(1) first\n\nmore"),
        (
            "<table><tr><td>a)</td><td>one<table><tr><td>i)</td><td>deep</td></tr></table></td></tr></table>",
            "a) one\n\ni) deep",
        ),
        ("<table><tr><td>—</td><td>first</td></tr><tr><td>—</td><td>second</td></tr></table>", "— first\n\n— second"),
        ("<div><div>b)</div><div><p>words</p></div></div>", "b) words"),
        ("<ol><li><span>1.</span><div><p>words</p></div></li></ol>", "1. words"),
        ("<p><span>§ 2</span>Words</p>", "§ 2 Words"),
        ("<p><span>§ 1</span>. <span>Scope</span></p>", "§ 1. Scope"),
        ("<p><span class='LegP1No'>1</span><span>The court</span></p>", "1 The court"),
        ("<ul><li>hälso- och sjukvård – nu</li><li>- två</li></ul>", "- hälso- och sjukvård – nu\n- två"),
        ("<ol type='a'><li>one</li><li>two</li></ol>", "a. one\nb. two"),
        ("<ol type='I' start='4'><li>four</li></ol>", "IV. four"),
        ("<ol><li>(a) own number</li><li>(b) too</li></ol>", "(a) own number\n(b) too"),
        ("<ol><li><span>„(2)</span><span>Wort.“</span></li></ol>", "„(2) Wort.“"),
        ("<dl><dt>Date</dt><dd>5 May</dd><dt>(1)</dt><dd>A note.</dd></dl>", "Date: 5 May\n\n(1) A note."),
        ("<p>as amended (<span class='super'>1</span>).</p>", "as amended (1)."),
        ("<p>règlement (UE) n <span class='oj-super'>o</span> 5</p>", "règlement (UE) no 5"),
        ("<p>words <a href='#ntr1'>(<span class='oj-super oj-note-tag'>1</span>)</a>.</p>", "words (1)."),
        ("<p>legislature<a href='#footnote1' id='r1'>1</a>.</p>", "legislature (1)."),
        ("<p class='oj-ti-art'>Article 5</p><p>Words.</p>", "### Article 5\n\nWords."),
        ("<p class='doc-ti'>REGULATION</p><p class='doc-ti'>of 5 May</p>", "# REGULATION of 5 May"),
        ("<p class='coj-sum-title-1'>ORDER</p><p class='coj-sum-title-1'>of 5 May (*1)</p>", "# ORDER of 5 May (*1)"),
        ("<p class='title-grseq-3'>Costs</p><p class='C05Titre2'>Costs</p>", "### Costs\n\n### Costs"),
        ("<p class='ParagrafGruppeOverskrift'>Frister</p><p class='Paragraf'>§ 4. Ord.</p>", "### Frister\n\n§ 4. Ord."),
        ("<div role='heading' aria-level='3'>Scope</div>", "### Scope"),
        ("<table border='1'><tr><td>1</td><td>a</td><td>b</td></tr></table>", "| 1 | a | b |\n| --- | --- | --- |"),
        ("<table role='presentation'><tr><td>left</td><td>right</td></tr></table>", "left\n\nright"),
        ("one &#150; two&#x85; l&#146;air&#1;", "one – two… l’air"),
        ("salaire < 3 fois", "salaire < 3 fois"),
    ],
)
def test_structure(body: str, text: str) -> None:
    assert page(body).text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (  # what a voice would read as "paragraph one" is shown as a sign
            "<h5><span aria-hidden='true'>§ 1.</span><span class='sr-only'>Paragraph eins,</span></h5>",
            "##### § 1.",
        ),
        ("<p><span class='icon' aria-hidden='true'>print</span><span class='sr-only'>Print</span>Words</p>", "Words"),
        (
            "<span>Articolul 1</span><span style='display: block'><b>(1)</b><i>Unu</i></span><span style='display:block'>Doi",
            "Articolul 1\n\n(1) Unu\n\nDoi",
        ),
        ("<h2><span style='display:block'>PART 1</span><span>Preliminary</span></h2>", "## PART 1 Preliminary"),
        ("<h3><button>Naviguer dans le sommaire</button> Article 1</h3>", "### Article 1"),
        ("<h3><button>Quelles aides ?</button></h3>", "### Quelles aides ?"),
        ("<h3>1.</h3><div>First.</div><h3>2)</h3><div>Second.</div>", "1. First.\n\n2) Second."),
        ("<p><span class='lidnr'>1</span>In deze wet</p>", "1 In deze wet"),
        ("<p>spracovanie<sup>1)</sup>, ako aj<sup>2</sup>) iné</p>", "spracovanie (1), ako aj (2) iné"),
        ("<p>1<sup>1</sup>) pirmais</p>", "1^1) pirmais"),
        ("<p><b>13.<sup>1</sup> pants. Samaksa</b></p>", "13.^1 pants. Samaksa"),
        ("<p>(plocha 5 m<sup>2</sup>)</p>", "(plocha 5 m2)"),
        ("<p class='li ManualHeading2'><span class='num'>2.1.</span><span>Context</span></p>", "### 2.1. Context"),
        ("<p class='Titel2'>Lov om arkiver</p><p class='KapitelOverskrift2'>Anvendelse</p>", "# Lov om arkiver\n\n## Anvendelse"),
        ("<div class='segment_h4'>1. člen</div><div class='segment_p'>Ta zakon.</div>", "#### 1. člen\n\nTa zakon."),
        ("<ol type='a' start='3'><li>third</li><li value='7'>seventh</li></ol>", "c. third\ng. seventh"),
        ("<p>1 The note. <a href='#r1'>↩</a></p>", "1 The note."),
        (
            "<table><tr><td><p>For the Parliament</p><p>A. B.</p></td><td><p>For the Council</p><p>C. D.</p></td></tr></table>",
            "For the Parliament\n\nA. B.\n\nFor the Council\n\nC. D.",
        ),
        ("<div class='h3'><p>Not a heading</p></div>", "Not a heading"),
    ],
)
def test_structure_within_an_act(body: str, text: str) -> None:
    assert page(f"<div>{ACT}<section>{body}</section></div>").text == f"{WORDS}\n\n{text}"


def test_a_list_that_lays_out_articles_is_no_list() -> None:
    body = f"<ul><li><h2>Title I</h2><article><h3>Article 1</h3><div>{ACT}</div></article></li></ul>"
    assert page(body).text == f"## Title I\n\n### Article 1\n\n{WORDS}"


def test_margin_notes_beside_running_text_are_no_table() -> None:
    rows = "".join(
        f"<tr><td></td><td><p><small>Note {i}.</small></p></td><td>{ACT}</td></tr><tr><td></td><td></td><td>{ACT}</td></tr>"
        for i in range(2)
    )
    text = page(f"<table>{rows}</table>").text
    assert "|" not in text
    assert text.startswith("Note 0.\n\nThe Minister")


def test_preformatted_paragraphs_are_joined_and_columns_kept() -> None:
    act = (
        "<pre>1 § This act applies to the services that counties of the\nrealm have to give to all who seek it, accord-\n"
        "ing to law.\n\n"
        "1. one,\n2. two.\n\nYear    Sum\n1999      5</pre>"
    )
    assert page(act).text == (
        "1 § This act applies to the services that counties of the realm have to give to all who seek it, according to law.\n\n"
        "1. one,\n2. two.\n\nYear    Sum\n1999      5"
    )


def test_blank_lines_in_legacy_text_end_paragraphs() -> None:
    assert page("<div>Head\n\nFirst words\nof a line</div>").text == "Head\n\nFirst words of a line"


def test_points_that_an_act_quotes_are_points() -> None:
    inner = "<table><tr><td><p>—</p></td><td><p>one,</p></td></tr></table>"
    quoted = f"<table><tr><td><p>‘(a)</p></td><td><p>first:</p>{inner}</td></tr></table>"
    body = f"<table><tr><td><p>(1)</p></td><td><p>in Article 3, the following is added:</p>{quoted}</td></tr></table>"
    assert page(ACT + body).text == f"{WORDS}\n\n(1) in Article 3, the following is added:\n\n‘(a) first:\n\n— one,"


def test_a_bordered_table_with_a_heading_above_its_numbers_is_one() -> None:
    rows = "<tr><td>Nr.</td><td>Pavadinimas</td></tr><tr><td>1.</td><td>Archyvas</td></tr>"
    assert (
        page(f"{ACT}<table border=1>{rows}</table>").text == f"{WORDS}\n\n| Nr. | Pavadinimas |\n| --- | --- |\n| 1. | Archyvas |"
    )


def test_set_paragraphs_begin_where_their_first_lines_are_indented() -> None:
    lines = [
        "  Visto il  regolamento  (UE)  n.  1308/2013  del 17 dicembre 2013",
        "recante organizzazione comune  dei  mercati dei prodotti agricoli;",
        "  Visti gli articoli 16, primo comma, e 4, comma 2, della  legge 7",
        "agosto 1990, n. 241;",
    ]
    assert page("<pre>\n" + "\n".join(lines) + "\n</pre>").text == (
        "Visto il regolamento (UE) n. 1308/2013 del 17 dicembre 2013 recante organizzazione comune dei mercati "
        "dei prodotti agricoli;\n"
        "Visti gli articoli 16, primo comma, e 4, comma 2, della legge 7 agosto 1990, n. 241;"
    )


@pytest.mark.shared
def test_a_quoted_point_of_a_real_directive_is_no_table() -> None:
    folder = "eu-formex-lex/data/works/31999l0044/versions"
    path = next(shared(folder).glob("2011-12-12*/en.html"))
    text = next(read(path.read_bytes(), DEFAULT)).text
    assert "\n‘10. Directive 1999/44/EC of the European Parliament" in text or "\n10. Directive 1999/44/EC" in text
    assert "| ‘10." not in text


def test_a_note_that_stands_below_is_not_said_again_beside_its_mark() -> None:
    shown = f"<a class='tip' href='#n1'><sup>1)</sup><span class='tip-text'><span>{NOTE}</span></span></a>"
    notes = f"<div id='n1'><div>1)</div><div>{NOTE}</div></div>"
    text = page(f"<p>Na podstawie art. 5 ustawy (Dz. U. z 2019 r. poz. 7{shown}) zarządza się, co następuje.</p>{notes}").text
    assert text.count(NOTE) == 1
    assert text.endswith(f"1) {NOTE}")
    assert NOTE in page(f"<p>Na podstawie ustawy{shown} zarządza się, co następuje.</p>").text  # where it stands nowhere else


def test_a_link_that_says_the_heading_to_which_it_leads_is_read() -> None:
    heading = "Ogłoszenie wymienionej ustawy"
    body = f"<p>Zob. <a href='#o'><span>{heading}</span></a>.</p><h2 id='o'>{heading}</h2><p>{SENTENCE}</p>"
    assert page(body).text.startswith(f"Zob. {heading}.")


def test_the_mark_of_a_note_stands_apart_within_an_open_bracket() -> None:
    call = "<a href='#n2'><sup>2)</sup></a>"
    assert "(poz. 7, z późn. zm. (2))" in page(f"<p>{SENTENCE} (poz. 7, z późn. zm.{call}).</p><p id='n2'>2) {NOTE}</p>").text


def test_the_parts_of_a_heading_are_words_apart() -> None:
    heading = (
        "<h1><span class='kind'>Rozporządzenie Ministra Zdrowia</span><span class='date'>z dnia 30 grudnia 2024 r.</span></h1>"
    )
    read_page = page(f"{heading}<p>{SENTENCE}</p>")
    assert read_page.title == "Rozporządzenie Ministra Zdrowia z dnia 30 grudnia 2024 r."
    assert read_page.text.startswith(f"# {read_page.title}\n")
    initial = page(f"<h1><span class='drop'>R</span><span class='rest'>ozporządzenie</span></h1><p>{SENTENCE}</p>")
    assert initial.text.startswith("# Rozporządzenie\n")


def test_a_number_that_names_its_place_stands_apart_from_the_words() -> None:
    assert page(f"<p><a name='point87'>87</a>{SENTENCE}</p>").text == f"87 {SENTENCE}"
    assert page(f"<p><a name='top'>3</a>D {SENTENCE}</p>").text == f"3D {SENTENCE}"


def test_the_mark_that_opens_a_quotation_begins_it() -> None:
    quoted = "<div class='open'>„&nbsp;</div><div><div><h3>5)</h3><div>37 000 zł;</div></div></div><div class='close'>”</div>"
    assert page(f"<p>{SENTENCE}</p><div>{quoted}</div>").text == f"{SENTENCE}\n\n„5) 37 000 zł;”"


def test_the_numbers_of_a_decision_stand_before_its_paragraphs() -> None:
    paragraphs = "".join(f"<span class='right'>{i}</span><p>{SENTENCE}</p>" for i in (1, 2, 3))
    assert page(f"<div>{paragraphs}</div>").text == "\n\n".join(f"{i} {SENTENCE}" for i in (1, 2, 3))
    assert f"\n7\n\n{SENTENCE}" in page(f"<div><p>{SENTENCE}</p><span>7</span><p>{SENTENCE}</p></div>").text  # of a printed page


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        ("<a name='page212'></a><div class='center pagebreak'>BGE 131 II 205 S. 212</div>", ""),
        ("<span class='pagebreak'>[212]</span>", ""),
        ("<span role='doc-pagebreak'>212</span>", ""),
        ("<b class='pagebreak'>Art. 212</b>", "Art. 212 "),
    ],
)
def test_a_sentence_goes_on_over_the_break_of_a_printed_page(mark: str, kept: str) -> None:
    assert (
        page(f"<div>{SENTENCE[:-1]} (siehe S. 9 {mark} und S. 13).</div>").text
        == f"{SENTENCE[:-1]} (siehe S. 9 {kept}und S. 13)."
    )


def test_a_heading_that_no_voice_reads_out_is_one() -> None:
    heading = "<h2><span aria-hidden='true'>§ 8. Fristen</span></h2>"
    assert page(f"{heading}<p>{SENTENCE}</p>").text.startswith("## § 8. Fristen\n")
    assert "share" not in page(f"<h2>Fristen <i aria-hidden='true'>share it</i></h2><p>{SENTENCE}</p>").text


def test_a_list_that_numbers_itself_has_no_other_numbers_in_a_table() -> None:
    items = "<ol><li><span>(1)</span><span>Ein Satz.</span></li><li><span>(2)</span><span>Noch einer.</span></li></ol>"
    rows = f"<tr><td>{items}</td><td>One sentence.</td></tr><tr><td>Drei.</td><td>Three.</td></tr>"
    text = page(f"<p>{SENTENCE}</p><table><tr><th>Deutsch</th><th>English</th></tr>{rows}</table>").text
    assert "| (1) Ein Satz. (2) Noch einer. | One sentence. |" in text


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("<dt>1. Scope</dt><dt>2. Fees</dt>", "1. Scope\n\n2. Fees"),
        ("<dt>1. Scope</dt><dd><dl><dt>1.1. Ships</dt></dl></dd><dt>2. Fees</dt>", "1. Scope\n\n1.1. Ships\n\n2. Fees"),
        ("<dt>ship</dt><dt>vessel</dt><dd>What floats.</dd>", "ship\n\nvessel: What floats."),
    ],
)
def test_terms_without_a_definition_are_lines_of_their_own(terms: str, words: str) -> None:
    assert page(f"<dl>{terms}</dl>").text == words


@pytest.mark.parametrize("sign", ["¶", "#", "§", "◆ ", "🔗"])
def test_the_sign_that_gives_a_headings_address_is_left_out(sign: str) -> None:
    assert page(f"<h2>Fees<a href='#fees'>{sign}</a></h2><p>None.</p>").text == "## Fees\n\nNone."
    assert page(f"<h2><span><a href='#fees'>{sign}</a></span>Fees</h2><p>None.</p>").text == "## Fees\n\nNone."
    assert page("<h2><a href='#p5'>§ 5</a> Fees</h2><p>None.</p>").text == "## § 5 Fees\n\nNone."


@pytest.mark.parametrize(
    ("pre", "lines"),
    [
        ("<pre><code>{}</code></pre>", PROGRAM),
        ("<pre class='programlisting'>{}</pre>", PROGRAM),
        ("<pre>{}</pre>", "entries = register.entries(order='day', of=office) && {\nreturn"),
    ],
)
def test_a_program_keeps_its_lines(pre: str, lines: str) -> None:
    assert page(pre.format(lines.replace("&", "&amp;"))).text == lines


def test_the_mark_of_a_note_stands_apart_from_its_words() -> None:
    body = "<p>Fines are due.<br><sup>1)</sup><a href='/l'>L. 82, 14. gr.</a> <sup>2)</sup><a href='/m'>L. 10/1983</a></p>"
    assert page(body).text == "Fines are due.\n(1) L. 82, 14. gr. (2) L. 10/1983"
