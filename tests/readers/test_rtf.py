"""RTF: what a reader of the printed page would read, as Markdown."""

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\uc1\deff0\deflang1036{\fonttbl{\f0\froman\fcharset0\fprq2{\*\panose 02020603050405020304}Times;}"
    r"{\f1\fcharset238 Times CE;}{\f2\fcharset2 Symbol;}{\f3\fcharset204 Times Cyr;}{\f4\fcharset161 Times Greek;}}"
    r"{\colortbl;\red0\green0\blue0;}{\stylesheet{\ql Normal;}{\s1\sb240\outlinelevel0\b \sbasedon0 heading 1;}"
    r"{\s2\outlinelevel1 Titre 2;}{\s3 toc 1;}{\s4 Title;}{\*\cs10 Default Paragraph Font;}}"
    r"{\*\generator Writer 1.0;}{\info{\title Un titre de programme}{\author Quelqu'un}}"
    r"{\header\pard En-t\'eate\par}{\footer page {\field{\*\fldinst PAGE}{\fldrslt 1}}\par}"
)


def read(source: str | bytes) -> Text:
    """The one document of a file."""
    content = source if isinstance(source, bytes) else source.encode("latin-1")
    found = sniff(content)
    assert found.name == "rtf"
    [text] = found.reader().read(content, DEFAULT)
    assert isinstance(text, Text)
    return text


def text_of(body: str) -> str:
    return read(HEAD + body + "}").text


def test_headings_come_from_the_outline_level_of_styles_and_paragraphs() -> None:
    body = r"\pard\plain\s4 D\'e9cret\par\pard\plain\s1 Objet\par\pard\plain\s2 D\'e9tail\par\pard\plain Texte.\par"
    body += r"\pard\plain\outlinelevel0 Port\'e9e\par"
    found = read(HEAD + body + "}")
    assert found.text == "# Décret\n\n## Objet\n\n### Détail\n\nTexte.\n\n## Portée"
    assert found.title == "Décret"
    assert found.language == "fr"


def test_bytes_are_read_in_the_code_page_of_their_font() -> None:
    body = r"\f0 \'e9t\'e9 {\f1 \'e8esk\'fd }{\f3 \'cc\'ee\'f1\'ea\'e2\'e0 }{\f4 \'c1\'e8\'de\'ed\'e1 }{\f2 \'61\'a3\'62}\par"
    assert text_of(body) == "été český Москва Αθήνα α≤β"


def test_raw_bytes_are_read_as_well() -> None:
    assert read(b"{\\rtf1\\ansi\\ansicpg1250\\deff0{\\fonttbl{\\f0 Times;}} P\xf8\xedli\x9a\\par}").text == "Příliš"


def test_unicode_stands_for_what_follows_it() -> None:
    assert text_of(r"\u269\'e8esk\u253? {\uc2\u8364 EU5} {\uc0\u8211 fin} \u-3913?\par") == "český €5 –fin •"


def test_a_character_outside_the_basic_plane_is_one() -> None:
    assert text_of(r"\u55357?\u56832?\par") == "😀"


def test_special_characters_and_breaks() -> None:
    body = r"\lquote a\rquote\~\ldblquote b\rdblquote\emdash c\endash d\_e\-f\tab g\line h \{x\} \\ y\par"
    assert text_of(body) == "‘a’ “b”—c–d-ef g\nh {x} \\ y"


def test_deletions_hidden_words_and_what_may_be_skipped_are_out() -> None:
    body = (
        r"Vu{\deleted vieux}{\revised  neuf}{\v cach\'e9}{\*\inconnu ignor\'e9} le{\pict\wmetafile8 0102ab} code{\*\bkmkstart x}"
    )
    body += r"{\object\objemb{\*\objdata 00ff}{\result (objet)}}{\*\atnid AB}{\annotation remarque}\par"
    body += r"{\field{\*\fldinst TOC \\o}{\fldrslt Objet 3\par Port\'e9e 4\par}}\pard\s3 Objet 3\par\pard Fin.\par"
    assert text_of(body) == "Vu neuf le code(objet)\n\nFin."


def test_the_sign_of_a_field_stands_once() -> None:
    field = r"{\field{\*\fldinst SYMBOL 222 \\f \"Symbol\" \\s 10}{\fldrslt \f2 "
    assert text_of("A " + field + r"\'de}} B " + field + r"}} C\par") == "A ⇒ B ⇒ C"


def test_forms_show_what_is_ticked_and_chosen() -> None:
    def form(state: str, shown: str = "") -> str:
        return r"{\field{\*\fldinst FORM {\*\formfield{" + state + r"{\*\ffname F}}}}{\fldrslt " + shown + "}}"

    choice = form(r"\fftype2\ffres25\ffdefres1{\*\ffl Herr}{\*\ffl Fr\'e4ulein}")
    body = form(r"\fftype1\ffres25\ffdefres0") + " ja " + form(r"\fftype1\ffres1") + " nein " + choice
    assert text_of(body + " " + form(r"\fftype0{\*\ffdeftext Name}", "Max") + r"\par") == "☐ ja ☒ nein Fräulein Max"


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    assert text_of(r"\pard\dropcapli3\dropcapt1 L\par\pard a loi.\par Fin.\par") == "La loi.\n\nFin."


def test_a_brace_too_many_does_not_end_the_document_where_it_goes_on() -> None:
    assert text_of(r"\pard Un.\par}}\pard Deux.\par} \pard Trois.\par") == "Un.\n\nDeux.\n\nTrois."


LISTS = r"""{\*\listtable
{\list\listtemplateid1{\listlevel\levelnfc0\levelstartat1{\leveltext\'02\'00.;}{\levelnumbers\'01;}}
{\listlevel\levelnfc4\levelstartat1{\leveltext{\uc1\u2 ?}{\u1 ?}{\u41 ?};}{\levelnumbers\'01;}}{\listname Absätze;}\listid7}
{\list{\listlevel\levelnfc23\levelstartat1{\leveltext\'01\u-3913 ?;}{\levelnumbers;}}\listid8}}
{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}{\listoverride\listid8\listoverridecount0\ls2}
{\listoverride\listid7\listoverridecount1{\lfolevel\listoverridestartat\levelstartat5}\ls3}
{\listoverride\listid8\listoverridecount1{\lfolevel\listoverrideformat{\listlevel\levelnfc3{\leveltext\'02\'00);}}}\ls4}}"""


def test_lists_are_numbered_by_their_table_where_no_paragraph_says_its_number() -> None:
    counted = r"\pard\ls1\ilvl0 eins\par\ilvl1 a\par\par b\par\ilvl0 zwei\par\pard Text\par\ls2 Punkt\par"
    body = counted + r"\pard\ls3 fünf\par\pard\ls4 Buchstabe\par"
    listed = "1. eins\n   a) a\n   b) b\n2. zwei\n\nText\n\n- Punkt\n5. fünf\nB) Buchstabe"
    assert text_of(LISTS + body) == listed  # the last is the second of its list
    said = text_of(LISTS + r"\pard\ls1 eins\par{\listtext 7.\tab}\ls1 sieben\par")
    assert said == "eins\n\n7. sieben"  # a program that says numbers says all of them


def test_notes_stand_after_the_paragraph_that_calls_them() -> None:
    body = r"\pard Une loi{\super\chftn}{\footnote\pard\plain{\super\chftn} JO du 3 mai.} gilt.\par"
    body += r"\pard Une autre{\super\chftn}{\footnote\ftnalt\pard\plain{\super\chftn} En fin.}.\par"
    assert text_of(body) == "Une loi (1) gilt.\n\n(1) JO du 3 mai.\n\nUne autre (i).\n\n(i) En fin."


def test_cells_that_span_columns_and_rows_stand_where_they_are_seen() -> None:
    body = (
        r"\pard Avant.\par"
        r"\trowd\clvmgf\cellx1000\cellx3000\pard\intbl Pays\cell Habitants\cell\row"
        r"\trowd\clvmrg\cellx1000\cellx2000\cellx3000\pard\intbl\cell 2019\cell 2020\cell\row"
        r"\trowd\cellx1010\cellx2010\cellx3010\pard\intbl Malte\cell\cell 514\'a0564\par habitants\cell\row"
        r"\pard Apr\'e8s.\par"
    )
    assert text_of(body) == (
        "Avant.\n\n| Pays | Habitants |  |\n| --- | --- | --- |\n| Pays | 2019 | 2020 |\n"
        "| Malte |  | 514 564 habitants |\n\nAprès."
    )


def test_a_table_inside_a_cell_keeps_its_words_in_order() -> None:
    body = r"\trowd\cellx1000\cellx2000\pard\intbl A\cell\pard\intbl B\par\pard\intbl\itap2 i1\nestcell i2\nestcell"
    body += r"{\*\nesttableprops\trowd\cellx1500\cellx1800\nestrow}{\nonesttables\par}\pard\intbl C\cell\row"
    body += r"\trowd\cellx1000\cellx2000\pard\intbl D\cell E\cell\row\pard Fin.\par"
    assert text_of(body) == "| A | B i1 i2 C |\n| --- | --- |\n| D | E |\n\nFin."


def test_a_text_box_stands_after_its_paragraph() -> None:
    body = r"Avant{\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard\plain Dans le cadre.\par}}"
    body += r"{\shprslt{\pard Dans le cadre.\par}}} apr\'e8s.\par"
    assert text_of(body) == "Avant après.\n\nDans le cadre."


def test_superscripts() -> None:
    assert text_of(r"m{\super 2}, 10{\up6 6}, 1{\super er} alin\'e9a\par") == "m2, 10^6, 1er alinéa"


def test_the_languages_of_the_words_are_counted() -> None:
    found = read(HEAD + r"un deux trois {\lang1031 eins zwei}\par}")
    assert [tuple(share) for share in found.languages] == [("fr", 3), ("de", 2)]


def test_binary_data_is_passed_over_by_its_length() -> None:
    assert text_of("Vu{\\pict\\bin4 }}{{} le code\\par") == "Vu le code"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (HEAD + r"\pard Une phrase qui s'arr", "rtf-truncated"),
        ("{\\rtf1" + "{" * 5000 + "x" + "}" * 5000 + "}", "rtf-too-deep"),
    ],
)
def test_damage_is_named(source: str, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(source)
    assert caught.value.reason == reason
