"""Plain text and Markdown come out as their readers see them: whole paragraphs, plain words, the publisher's facts."""

from time import perf_counter

import pytest
from shared_data import shared

from moisson.readers.contract import File, Identifier, Raw, Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.text.front_matter import front_matter
from moisson.readers.text.plain import read, split

WRAPPED = """Diese Verordnung dient in Teilen auch der Umsetzung der Richtlinien
des Rates betreffend Grenzwerte und Qualitätsziele für Quecksilberab-
leitungen aus dem Industriezweig Alkalichloridelektrolyse in Baden-
Württemberg sowie der Ein- und Ausfuhr.

Roses are red,
violets are blue.

1. erster Punkt
2. zweiter Punkt

Ort          Datum
Berlin       3. Mai
"""


def only(content: str | bytes) -> Text:
    (text,) = read(content.encode() if isinstance(content, str) else content, DEFAULT)
    return text


@pytest.mark.parametrize(
    "content",
    [
        "Décret n° 3\r\nÀ l’été suivant\r\n".encode(),
        b"\xef\xbb\xbf" + "Décret n° 3\nÀ l’été suivant".encode(),
        "Décret n° 3\nÀ l’été suivant".encode("utf-16"),
        "Décret n° 3\rÀ l’été suivant".encode("cp1252"),
    ],
)
def test_plain_text_is_decoded_whatever_its_usual_encoding(content: bytes) -> None:
    assert only(content) == Text("Décret n° 3\nÀ l’été suivant", "text")


def test_wrapped_lines_are_joined_and_verse_lists_and_columns_are_not() -> None:
    assert only(WRAPPED).text == (
        "Diese Verordnung dient in Teilen auch der Umsetzung der Richtlinien des Rates betreffend Grenzwerte und Qualitätsziele"
        " für Quecksilberableitungen aus dem Industriezweig Alkalichloridelektrolyse in Baden-Württemberg sowie der Ein- und"
        " Ausfuhr.\n\n"
        "Roses are red,\nviolets are blue.\n\n1. erster Punkt\n2. zweiter Punkt\n\nOrt          Datum\nBerlin       3. Mai"
    )


@pytest.mark.parametrize("hyphen", ["-", "\u2010", "\u2212", "¬", "\u00ad"])
def test_a_word_that_a_line_cuts_is_whole_whatever_sign_the_font_has_for_a_hyphen(hyphen: str) -> None:
    lines = (
        f"Η αρμόδια υπηρεσία του Υπουργείου εξετάζει τις αιτή{hyphen}\n"
        f"σεις των ενδιαφερομένων και εκδίδει την απόφαση εν{hyphen}\n"
        "τός προθεσμίας τριάντα ημερών από την υποβολή τους,\n"
        "εφόσον η θερμοκρασία δεν είναι κάτω από τους \u22125 βαθμούς.\n"
    )
    found = only(lines).text
    assert "αιτήσεις" in found
    assert "εντός προθεσμίας" in found
    assert "\u22125" in found


def test_a_sentence_goes_on_over_a_page() -> None:
    assert only("Le texte qui continue\n12\n\fencore un peu.").text == "Le texte qui continue\nencore un peu."


def test_front_matter_becomes_fields() -> None:
    front = """---
effective_until: 2020-12-31
title: 'L''eau : "usages"'
Language: fr
eli: /eli/fr/loi/1992/1/3
identifier: "LEGITEXT000006074232"
in_force: no
nested:
  url: https://example.org/loi
tags: [a, "b, c"]
date_in_force: 01/02/1992
publication_date: 1992-01-04 # au Journal
source: https://example.org/texte
---

# Autre

Mots.
"""
    assert only(front) == Text(
        "# Autre\n\nMots.",
        "markdown",
        'L\'eau : "usages"',
        language="fr",
        created="1992-01-04",
        url="https://example.org/texte",
        legal_state="in_force: no",
        valid_from="1992-02-01",
        valid_to="2020-12-31",
        identifiers=(Identifier("legitext", "LEGITEXT000006074232"), Identifier("eli", "/eli/fr/loi/1992/1/3")),
    )


def test_every_value_of_front_matter_stays_a_string() -> None:
    fields, _ = front_matter(
        "---\nin_force: no\ndate: 2024-03-01\nnumber: 0123\nnone: ~\nparts:\n  - name: I\n  - name: II\nof: {body: ministère}\n"
        "half: \"\\ud83d vin\"\nquoted: 'Loi\n  du « vin »'\nagain: &a [x]\nonce: *a\n---\nTexte"
    )
    assert fields == {
        "in_force": ["no"],
        "date": ["2024-03-01"],
        "number": ["0123"],
        "half": ["vin"],
        "parts.name": ["I", "II"],
        "of.body": ["ministère"],
        "quoted": ["Loi du « vin »"],
        "again": ["x"],
    }


@pytest.mark.parametrize(
    "bad", ["Décret : n° 5: vin", "@vin", "[Décret] du vin", '"Décret" du vin', "\tvin", "*vin", "%vin", '"\\UFFFFFFFF" vin']
)
def test_an_entry_that_is_no_yaml_costs_no_other(bad: str) -> None:
    fields, text = front_matter(f"---\ntitle: {bad}\nnumber:\n  - a\n  - b\ndate: 2024-03-01\n---\nTexte")
    assert (fields["number"], fields["date"], text) == (["a", "b"], ["2024-03-01"], "Texte")
    assert fields["title"] == [bad.strip().strip('"')]


def test_aliases_do_not_multiply() -> None:
    names = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    fields, _ = front_matter(f"---\na0: &a0 [vin]\n{names}b: &b {{c: *b}}\n---\nTexte")
    assert fields == {"a0": ["vin"]}


def test_a_licence_in_front_matter_is_stated_by_the_document() -> None:
    (raw,) = split(File("a/b.md", b"---\nlicense: CC BY 4.0\n---\nMots."), DEFAULT)
    assert isinstance(raw, Raw)
    assert raw.rights == {"license": "CC-BY-4.0", "level": "document", "stated": "CC BY 4.0", "where": "b.md, front matter"}
    (raw,) = split(File("c.md", b"# Mots\n\nlicense: CC BY 4.0"), DEFAULT)
    assert isinstance(raw, Raw) and raw.rights is None


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ('Voir [la **loi**](https://x.org/a_(b) "t") et ![image](y.png)ici.', "Voir la loi et ici."),
        ("[![badge](b.svg)](http://x)\n\nMots **gras**.", "Mots gras."),
        ("Un *mot*, _deux_, __trois__ et ~~rien~~.\n\n## S", "Un mot, deux, trois et rien.\n\n## S"),
        ("snake_case_name et 3 * 4 * 5\n\n## S", "snake_case_name et 3 * 4 * 5\n\n## S"),
        ("## Article R\\*421\\-2\n\nArticle R**421-2 et R**421-4", "## Article R*421-2\n\nArticle R**421-2 et R**421-4"),
        ("Code `a_b_c` et `[x](y)`\n\n```\n**x** [a](b)\n```", "Code a_b_c et [x](y)\n\n```\n**x** [a](b)\n```"),
        ('## S\n\n<!-- caché\nencore -->Mots<br>suite &amp; fin <a name="x"></a>.', "## S\n\nMots\nsuite & fin ."),
        ("Titre\n=====\n\nMots\n\nSous-titre\n-----\n\n***\nfin", "# Titre\n\nMots\n\n## Sous-titre\n\nfin"),
        ("## S\n\n* un\n+ deux\n-   trois\n    suite\n1) quatre", "## S\n\n- un\n- deux\n- trois suite\n1) quatre"),
        ("Terme\n:   sa définition\n\n## S", "Terme: sa définition\n\n## S"),
        ("# T\n\nTerme\n\n:   sa définition\n\n## S", "# T\n\nTerme: sa définition\n\n## S"),
        ("## S\n\nModèle\n\n: 1 : 2 :\n\n:  terme ferme  :", "## S\n\nModèle\n\n: 1 : 2 :\n\n:  terme ferme  :"),
        ("## S\n\n1. un\n   a. deux\n   b. trois\n\nsoit\nd. h. quatre", "## S\n\n1. un\na. deux\nb. trois\n\nsoit d. h. quatre"),
        ("## S\n\n|a|b|\n|-|:-:|\n|1|2|", "## S\n\n| a | b |\n| --- | --- |\n| 1 | 2 |"),
        (
            "Texte[^1] et [texte][ref].\n\n[^1]: La note.\n[ref]: http://x.org\n\n## S",
            "Texte (1) et texte.\n\n(1) La note.\n\n## S",
        ),
        ("## S\n\n::: tip Conseil\nMots {% include x %}.\n:::\n\n[[toc]]", "## S\n\nConseil\n\nMots ."),
        (
            '## S\n\n!!! note "À savoir"\n    Une *note*, qui va\n    loin.\n\n    - un\n\n??? info\n\tCaché.\n\nfin !!! bien',
            "## S\n\nÀ savoir\n\nUne note, qui va loin.\n\n- un\n\nCaché.\n\nfin !!! bien",
        ),
        ("## Titre {#ancre}\n\n> cité\n> encore", "## Titre\n\ncité encore"),
        ("## S\n\na | b\n--|:-:\n**1** | `x`\n| 2 | [y](z) |", "## S\n\n| a | b |\n| --- | --- |\n| 1 | x |\n| 2 | y |"),
        ("## S\n\n<table><tr><td>a<td>b<tr><td>c<td>d</table>\n\nfin", "## S\n\n| a | b |\n| --- | --- |\n| c | d |\n\nfin"),
    ],
)
def test_markdown_keeps_words_and_structure_alone(markdown: str, words: str) -> None:
    assert only(markdown).text == words


def test_the_statements_before_a_page_of_components_are_out_wherever_blank_lines_stand() -> None:
    page = "---\ntitle: Zweck\n---\n\nimport Tabs from '@theme/Tabs';\n\nexport x = 1;\n\n<Tabs>\n\nWorte im Text.\n\n</Tabs>\n"
    assert only(page).text == "Worte im Text."


@pytest.mark.shared
def test_a_german_act_is_read_whole() -> None:
    act = only(shared("law-de-gesetze/data/b/bkmbek/index.md").read_bytes())
    assert act == Text(
        "# Bekanntmachung der Bezeichnung der Beauftragten der Bundesregierung für Kultur und Medien (BKMBek)\n\n"
        "Ausfertigungsdatum: 2003-12-09\n\nFundstelle: BGBl I: 2003, 2543\n\n## (XXXX)\n\n"
        "Die durch Ziffer IV des Organisationserlasses vom 27. Oktober 1998 (BGBl. I S. 3288) geschaffene oberste Bundesbehörde"
        ' im Geschäftsbereich des Bundeskanzlers führt seit dem 22. Oktober 2002 die Bezeichnung "Die Beauftragte der'
        ' Bundesregierung für Kultur und Medien".\n\nDer Chef des Bundeskanzleramtes',
        "markdown",
        "Bekanntmachung der Bezeichnung der Beauftragten der Bundesregierung für Kultur und Medien",
        created="2003-12-09",
        identifiers=(Identifier("abbreviation", "BKMBek"),),
    )


@pytest.mark.shared
def test_a_finnish_act_states_its_facts() -> None:
    act = only(shared("law-fi-legalize/data/fi/1987-516.md").read_bytes())
    assert act.title == "Merimieskatselmusasetus"
    assert (act.created, act.valid_from, act.legal_state) == ("2000-01-01", "1987-06-01", "in_force")
    assert act.url == "https://www.finlex.fi/fi/laki/ajantasa/1987/19870516"
    assert Identifier("eli", "http://data.finlex.fi/eli/sd/1987/516/ajantasa") in act.identifiers
    assert "merimieskatselmuslain (1005/86) 20 §:n nojalla:" in act.text


@pytest.mark.parametrize(
    "content", ["[" * 40_000, "*a " * 30_000, "_a" * 40_000, "`" * 30_001 + "x", "[a](" * 20_000, "<" * 50_000, "# " * 9]
)
def test_hostile_markdown_takes_no_time(content: str) -> None:
    began = perf_counter()
    list(read(f"## S\n\n{content}".encode(), DEFAULT))
    assert perf_counter() - began < 3


def test_front_matter_in_other_languages_of_europe() -> None:
    front = """---
titulo: "Constitución Española"
identificador: "BOE-A-1978-31229"
pais: "es"
fecha_publicacion: "1978-12-29"
ultima_actualizacion: "2024-02-17"
estado: "vigente"
fuente: "https://www.boe.es/eli/es/c/1978/12/27/(1)"
---
Artículo 1
"""
    text = only(front)
    assert (text.title, text.created, text.legal_state) == ("Constitución Española", "1978-12-29", "vigente")
    assert text.url == "https://www.boe.es/eli/es/c/1978/12/27/(1)"
    assert text.identifiers == (Identifier("number", "BOE-A-1978-31229"),)
    assert (
        only("---\ndata_atto: 2020-01-02\nstato: abrogato\nin_vigore_fino_al: 2021-01-01\n---\n\nTesto.\n").created
        == "2020-01-02"
    )


@pytest.mark.parametrize(
    ("front", "facts"),
    [
        (
            "заглавие: Закон за архивите\nдата_на_приемане: 2007-06-27\nв_сила_от: 13.07.2007\nезик: bg\nстатус: действащ",
            ("Закон за архивите", "bg", "2007-06-27", "2007-07-13", "действащ"),
        ),
        (
            "τίτλος: Νόμος περί αρχείων\nημερομηνία: 14 Μαΐου 1991\nγλώσσα: el\nκατάσταση: σε ισχύ",
            ("Νόμος περί αρχείων", "el", "1991-05-14", None, "σε ισχύ"),
        ),
        (
            "název: Zákon o archivnictví\ndatum_vyhlášení: 23. 9. 2004\núčinnost_od: 2005-01-01\njazyk: cs",
            ("Zákon o archivnictví", "cs", "2004-09-23", "2005-01-01", None),
        ),
        (
            "cím: A levéltári törvény\nhatálybalépés: 1995.07.01.\nállapot: hatályos\nnyelv: magyar",
            ("A levéltári törvény", "hu", None, "1995-07-01", "hatályos"),
        ),
        (
            "titlu: Legea arhivelor\ndata_adoptarii: 1996-04-02\nintrare-in-vigoare: 1996-07-08\nlimba: ro\nstare: abrogată",
            ("Legea arhivelor", "ro", "1996-04-02", "1996-07-08", "abrogată"),
        ),
        (
            "pealkiri: Arhiiviseadus\nvastu võetud: 17.02.2011\njõustumine: 2012-01-01\nkeel: et",
            ("Arhiiviseadus", "et", "2011-02-17", "2012-01-01", None),
        ),
        (
            "titel: Arkivloven\nikrafttrædelse: straks, 2016-09-01 og 2017-01-01\nsprog: da",  # several: none is the one
            ("Arkivloven", "da", None, None, None),
        ),
    ],
)
def test_front_matter_is_read_by_the_labels_that_portals_of_law_use(front: str, facts: tuple[str | None, ...]) -> None:
    text = only(f"---\n{front}\n---\n\nMots.\n")
    assert (text.title, text.language, text.created, text.valid_from, text.legal_state) == facts


@pytest.mark.parametrize(
    ("before", "after"),
    [("---json\n", "\n---\n"), (";;;\n", "\n;;;\n"), ("---\n", "\n---\n"), ("", "\n\n")],
)
def test_front_matter_in_json_is_read(before: str, after: str) -> None:
    front = '{\n  "title": "Loi sur les archives",\n  "date": "2019-05-03",\n  "tags": ["a", "b"]\n}'
    text = only(f"{before}{front}{after}Article 1. Les archives sont {{publiques}}.\n")
    assert (text.title, text.created) == ("Loi sur les archives", "2019-05-03")
    assert text.text == "Article 1. Les archives sont {publiques}."


@pytest.mark.parametrize(
    "front", ['{"a": ' * 3_000 + "1" + "}" * 3_000, '{"a": ' + "[" * 100_000, '{"a": ' * 900 + "1" + "}" * 900]
)
def test_front_matter_nested_deeper_than_python_goes_costs_its_fields_alone(front: str) -> None:
    assert only(f"---json\n{front}\n---\n\nArticle 1.\n").text == "Article 1."


def test_toml_between_dashes_is_read() -> None:
    text = only('---toml\ntitle = "Archiefwet"\ndate = 2019-05-03\n---\n\nArtikel 1.\n')
    assert (text.title, text.created, text.text) == ("Archiefwet", "2019-05-03", "Artikel 1.")
