"""German, Dutch, Spanish, Estonian, Danish and Austrian XML, by small inputs written by hand."""

from national_files import given, read_all

from moisson.readers.contract import Identifier


def test_german_articles_that_are_gone_and_tables_of_contents_that_are_left_out() -> None:
    (text,) = read_all(
        b"""<dokumente><norm><metadaten><jurabk>X</jurabk><langue>Gesetz</langue></metadaten></norm><norm><metadaten>
        <enbez>Inhalts\xc3\xbcbersicht
        </enbez></metadaten><textdaten><text><TOC><P>1</P></TOC></text></textdaten></norm><norm><metadaten>
        <enbez>(XXXX) \xc2\xa7 2</enbez>
        <titel>(weggefallen)</titel></metadaten></norm></dokumente>"""
    )
    assert text.text == "# Gesetz\n\n## § 2 (weggefallen)"


def test_a_dutch_parliamentary_paper_is_its_heads_and_words() -> None:
    (text,) = read_all(given("bwb-kamerstuk"))
    assert text.text == (
        "Vergaderjaar 2017-2018\n\n34 851\n\n# Regels (Uitvoeringswet AVG)\n\n## Nr. 4 – ADVIES\n\n"
        "Hieronder staat het advies.\n\n### 1. Inleiding\n\nDe certificaten zijn nodig. (1)\n\n"
        "(1) Zie de memorie.\n\n- Eerste punt.\n2. Tweede punt."
    )
    assert (text.title, text.created) == ("Regels; Advies", "2017-12-13")
    assert text.identifiers == (Identifier("publication", "kst-34851-4"),)


def test_a_spanish_block_alone_is_named_and_dated_by_itself() -> None:
    versions = (
        '<version id_norma="BOE-A-2015-10565" fecha_publicacion="20151002" fecha_vigencia="20161002"><p class="articulo">'
        'Artículo 30. Plazos.</p><p class="parrafo">Antes.</p></version><version id_norma="BOE-A-2018-1" '
        'fecha_publicacion="20180101" fecha_vigencia="20180201"><p class="articulo">Artículo 30. Plazos.</p>'
        '<p class="parrafo">Ahora.</p></version>'
    )
    block = f'<bloque id="a30" tipo="precepto" titulo="Artículo\xa030">{versions}</bloque>'
    (text,) = read_all(f"<response><status><code>200</code></status><data>{block}</data></response>".encode())
    assert (text.title, text.created, text.valid_from) == ("Artículo 30", "2018-01-01", "2018-02-01")
    assert text.text == "# Artículo 30. Plazos.\n\nAhora."
    (several,) = read_all(f"<response><data>{block}{block}</data></response>".encode())
    assert (several.title, several.created) == (None, None)


def test_a_second_heading_of_danish_paragraphs_stands_alone_and_they_are_below_it() -> None:
    heading = "<Rubrica><Linea><Char>{}</Char></Linea></Rubrica>".format
    words = "<Paragraf><Explicatus>§ 5.</Explicatus><Stk><Exitus><Linea><Char>Ord.</Char></Linea></Exitus></Stk></Paragraf>"
    group = f"<ParagrafGruppe>{heading('Ferie')}{heading('Betalt af andre')}{words}</ParagrafGruppe>"
    title = "<Titel><Linea><Char>Lov</Char></Linea></Titel>"
    act = f"<Dokument><Meta><DocumentTitle>Lov</DocumentTitle></Meta>{title}{group}{group}</Dokument>"
    (text,) = read_all(act.encode())
    assert text.text == "# Lov" + "\n\n## Ferie\n\n### Betalt af andre\n\n#### § 5.\n\nOrd." * 2


def test_german_divisions_that_each_article_states_stand_once_and_dashes_are_none() -> None:
    """As in laws whose divisions have articles of their own; numbers of sentences stand apart from the words."""
    place = "<gliederungskennzahl>{}</gliederungskennzahl><gliederungsbez>{}</gliederungsbez>"
    unit = f"<gliederungseinheit>{place}</gliederungseinheit>"
    norm = "<norm><metadaten>{}</metadaten><textdaten><text><Content>{}</Content></text></textdaten></norm>".format
    opening = norm(f"{unit.format('000', '-')}<enbez>Eingangsformel</enbez>", "<P>Der Bundestag beschließt:</P>")
    division = norm(unit.format("020", "Art 2"), "<P>Es gilt:</P>")
    numbered = '<P><SUP class="Rec">1</SUP>Eins. <SUP class="Rec">2</SUP>Zwei auf 5 m<SUP>2</SUP>.</P>'
    article = norm(f"{unit.format('020', 'Art 2')}<enbez>§ 1</enbez><titel>(zu Art 1)Zweck</titel>", numbered)
    (text,) = read_all(
        f"<dokumente doknr='X'><norm><metadaten/></norm>{opening}{division}{article}{article}</dokumente>".encode()
    )
    assert text.text == (
        "## Eingangsformel\n\nDer Bundestag beschließt:\n\n## Art 2\n\nEs gilt:"
        + "\n\n### § 1 (zu Art 1) Zweck\n\n1 Eins. 2 Zwei auf 5 m2." * 2
    )


def test_an_austrian_act_in_the_gazette_stands_under_its_title_and_quoted_headings_are_none() -> None:
    title = '<ueberschrift typ="titel">Bundesgesetz, mit dem das Gesetz geändert wird</ueberschrift>'
    article = '<ueberschrift typ="g1">Artikel 1</ueberschrift><ueberschrift typ="g2">Änderung des X-Gesetzes</ueberschrift>'
    quoted = (
        '<absatz>1. Anlage 1 lautet:</absatz><ueberschrift typ="anlage">„Anlage 1 zu § 6</ueberschrift><absatz>Text.“</absatz>'
    )
    (text,) = read_all(f"<risdok><nutzdaten><abschnitt>{title}{article}{quoted}</abschnitt></nutzdaten></risdok>".encode())
    assert text.title == "Bundesgesetz, mit dem das Gesetz geändert wird"
    assert text.text == (
        f"# {text.title}\n\n## Artikel 1\n\n### Änderung des X-Gesetzes\n\n1. Anlage 1 lautet:\n\n„Anlage 1 zu § 6\n\nText.“"
    )
    (text,) = read_all(
        f"<risdok><nutzdaten><abschnitt>{title}<absatz>Es gilt.</absatz></abschnitt></nutzdaten></risdok>".encode()
    )
    assert text.text == "# Bundesgesetz, mit dem das Gesetz geändert wird\n\nEs gilt."
