"""Tables of delimited fields read as tables, or, where cells hold prose, as one block of fields per row."""

import pytest
from shared_data import shared
from told import left_out

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Refused
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT, How, Rows
from moisson.readers.rows import dialect, sheets
from moisson.readers.rows.dialect import delimiter_of
from moisson.readers.rows.tabular import read

TABLE = 'Ville;Élu;Depuis\r\nLyon;Mme Côté;2020\r\n"Aix; en Provence";M. Noël;2014\r\n'
PIPES = "| Ville | Élu | Depuis |\n| --- | --- | --- |\n| Lyon | Mme Côté | 2020 |\n| Aix; en Provence | M. Noël | 2014 |"
LONG = (
    "Cet article vise à supprimer le dispositif prévu, qui ne répond pas au besoin des communes, et à en proposer un autre. " * 2
)


def words(content: bytes) -> str:
    (text,) = read(content, DEFAULT)
    return text.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_a_table_is_read_whatever_its_encoding_and_delimiter(encoding: str, mark: str) -> None:
    rows = [
        ["Ville", "Élu", "Depuis"],
        ["Lyon", "Mme Côté", "2020"],
        ["Aix; en Provence", "M. Noël", "2014"],
        ["Nîmes", "Mme Ré", "2001"],
    ]
    quoted = "\n".join(mark.join(f'"{cell}"' if ";" in cell else cell for cell in row) for row in rows)
    assert words(quoted.encode(encoding)) == PIPES + "\n| Nîmes | Mme Ré | 2001 |"


WIDER = TABLE + "Nîmes;Mme Ré;2001\r\n"


@pytest.mark.parametrize("lines", [WIDER, WIDER + "Metz;M. Ré;;;;\r\n", "x;;;;Nom;Objet\n" + f";;;;Côté;{LONG}\n" * 4])
def test_a_table_too_wide_for_a_list_per_column_reads_the_same(lines: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = words(lines.encode())
    monkeypatch.setattr(sheets, "WIDE", 2)
    assert words(lines.encode()) == text


TITLED = "Haushalt 2023\nStand: 31.12.2023\n\nKapitel;Titel;Zweck\n01;111;Gebühren\n01;119;Einnahmen\n02;422;Bezüge\n"


def test_what_stands_above_and_below_a_table_is_no_row_of_it() -> None:
    rows = ["| Kapitel | Titel | Zweck |", "| --- | --- | --- |", "| 01 | 111 | Gebühren |", "| 01 | 119 | Einnahmen |"]
    table = "\n".join([*rows, "| 02 | 422 | Bezüge |"])
    assert words(TITLED.encode()) == f"Haushalt 2023\n\nStand: 31.12.2023\n\n{table}"
    source = "Quelle: Ministerium der Finanzen, Berlin"
    assert words((TITLED[TITLED.index("Kapitel") :] + source + ";;\n").encode()) == f"{table}\n\n{source}"
    how = How(rows=Rows(text="Zweck", id="Titel"))
    assert [raw.id for raw in FileReader(how).split(File("t.csv", TITLED.encode())) if isinstance(raw, Raw)] == [
        "111",
        "119",
        "422",
    ]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_title_that_a_program_filled_up_with_delimiters_is_no_header(mark: str) -> None:
    lines = ["Communes||", "Année 2020||", "||", "Code|Nom|Rang", "1|Varey|rural", "2|Bourg|urbain", "3|Pérouges|rural"]
    table = "| Code | Nom | Rang |\n| --- | --- | --- |\n| 1 | Varey | rural |\n| 2 | Bourg | urbain |\n| 3 | Pérouges | rural |"
    content = "\n".join([*lines, ""]).replace("|", mark)
    assert delimiter_of(content, True) == mark
    assert words(content.encode()) == f"Communes\n\nAnnée 2020\n\n{table}"


def test_a_row_of_running_text_stands_between_the_tables_above_and_below() -> None:
    rows = ["1;Lyon;Rhône", "2;Nîmes;Gard", "3;Metz;Moselle", "4;Aix;Var"]
    prose = ';"Depuis 2015 :\n\ndeux régions.";'
    notes = '5;"Sète,\n\nle port";Hérault'  # beside others, a cell of two paragraphs is a cell
    lines = ["Code;Nom;Lieu", *rows, prose, *rows, notes, "6;a|b;x  y"]
    table = ["| 1 | Lyon | Rhône |", "| 2 | Nîmes | Gard |", "| 3 | Metz | Moselle |", "| 4 | Aix | Var |"]
    above = "\n".join(["| Code | Nom | Lieu |", "| --- | --- | --- |", *table])
    below = "\n".join([table[0], "| --- | --- | --- |", *table[1:]])
    last = "| 5 | Sète, le port | Hérault |\n| 6 | a\\|b | x y |"
    assert words("\n".join(lines).encode()) == f"{above}\n\nDepuis 2015 :\n\ndeux régions.\n\n{below}\n{last}"


def test_names_over_several_columns_stand_above_the_header() -> None:
    lines = [";Hommes;;Femmes;", "Région;Actifs;Sans emploi;Actives;Sans emploi"]
    rows = [f"{name};un peu;beaucoup;assez;trop peu" for name in ("Bretagne", "Alsace", "Corse")]
    assert words("\n".join([*lines, *rows, ""]).encode()).startswith(
        "|  | Hommes |  | Femmes |  |\n| --- | --- | --- | --- | --- |\n| Région | Actifs | Sans emploi | Actives | Sans emploi |"
    )


def test_a_cell_is_one_line_of_pipes_whatever_white_space_is_in_it() -> None:
    content = (
        'Ville;Élu;Note\n"Aix\nen Provence";Mme\xa0 Côté;a|b\nLyon;M.\tNoël;néant\nNîmes;Mme  Ré;\nPau;M. Bo;\nBrest;M. Le;\n'
    )
    rows = ["| Aix en Provence | Mme Côté | a\\|b |", "| Lyon | M. Noël | néant |", "| Nîmes | Mme Ré |  |"]
    more = ["| Pau | M. Bo |  |", "| Brest | M. Le |  |"]
    assert words(content.encode()) == "\n".join(["| Ville | Élu | Note |", "| --- | --- | --- |", *rows, *more])


def test_prose_above_lines_with_semicolons_is_no_table() -> None:
    prose = "Art. 1\n\nRed; green; blue are colours.\nOne; two; three are numbers, and this goes on.\nNothing here.\nNor here.\n"
    assert delimiter_of(prose, True) is None


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_lines_that_end_with_a_delimiter_are_no_table(mark: str) -> None:
    lines = ["Vu la loi n° 2020-1", "Vu le décret du 3 mai", "Vu l’avis du conseil", "Sur le rapport du maire", "Après débat"]
    assert delimiter_of("".join(f"{line}{mark}\n" for line in lines), True) is None


@pytest.mark.parametrize(
    ("content", "mark"),
    [
        ("№;Наименование;Дата\n1;Доставка;12.03.2020\n2;Ремонт;13.03.2020\n", ";"),
        ("N\tObjet\tDate\n1\tTravaux\t2020-01-02\n", "\t"),
        ("id;nom\n1;Mairie\n2;École\n", ";"),
        ('"Id","Avis"\n"1","Oui, sauf\nle 3"\n"2","Non, car"\n', ","),
        ('Année,Bilan\n2019,"Hausse; puis baisse"\n2020,"Baisse"\n2021,"Reprise"\n', ","),
        ("id,name\n1,London\n2,Berlin\n3,Paris\n4,Madrid\n", ","),
        (',,\nNombre d’élèves en 2010,,\nDépartement,Code,Total\nAin,01,"19,582"\nAisne,02,"2,705"\nAllier,03,"6,743"\n', ","),
        ("Les élus\nOui,\nles élus,\nles agents,\nles usagers,\n", None),
        ("Il vient; il voit; il vainc\nRien; tout; partie\n", None),
        ("Oui, non\nSi, mais\nQuand, bien\nPour, contre\n", None),
        ("De :\tM. Noël\nÀ :\tMme Côté\nObjet :\tvoirie\n", None),
    ],
)
def test_a_table_of_few_records_is_one_where_nothing_stands_beside_its_delimiters(content: str, mark: str | None) -> None:
    assert delimiter_of(content, True) == mark


def test_a_declared_delimiter_quoted_lines_and_html_are_understood() -> None:
    content = f'sep=,\nNuméro,Auteur,Objet\n1,Mme A,"<p>{LONG}</p><p>Fin &amp; suite.</p>"\n2,M. B,"{LONG}\n\nSuite."\n'
    assert (
        words(content.encode())
        == f"## 1 Mme A\n\nObjet:\n\n{LONG.strip()}\n\nFin & suite.\n\n## 2 M. B\n\nObjet:\n\n{LONG}\n\nSuite."
    )


def test_a_column_of_titles_names_the_records() -> None:
    content = f"id;titre;texte;url\n1;Premier;{LONG};https://a.fr\n2;Second;{LONG};https://b.fr\n"
    assert (
        words(content.encode()) == f"## Premier\n\nid: 1\n\ntexte: {LONG.strip()}\n\n## Second\n\nid: 2\n\ntexte: {LONG.strip()}"
    )


COLUMNS = [f"Name of column {letter}" for letter in "abcdefghijklmnopqrstuvwxy"]


def test_addresses_and_names_of_columns_that_stand_nowhere_are_told() -> None:
    prose = "Cet amendement supprime l'article, dont les dispositions relèvent du règlement et non de la loi. " * 2
    rows = "".join(f"{n};Amendement {n};{prose};https://www.senat.fr/amendement/{n}.html\n" for n in range(1, 6))
    content = f"sep=;\nNuméro;Titre;Dispositif;Adresse\n{rows}".encode()
    assert "senat" not in words(content)
    lost = left_out(lambda content: read(content, How()), content, "csv")
    assert lost.get("unknown", 0) == 0
    assert lost["metadata"] >= 5 * 6  # words of each address


def test_names_stand_above_the_rows_of_a_wide_table_and_again_every_fifty_rows() -> None:
    rows = [[f"avis {row} {name[-1]}" if name[-1] != "y" or row == 60 else "" for name in COLUMNS] for row in range(120)]
    text = words("\n".join(";".join(row) for row in [COLUMNS, *rows]).encode())
    assert [text.count(name) for name in (COLUMNS[0], COLUMNS[-1])] == [3, 1]  # a column empty in all fifty is left out
    first, second, third = text.split("\n\n")
    assert [part.count("\n") for part in (first, second, third)] == [51, 51, 21]
    assert second.startswith("| Name of column a | Name of column b |")
    assert "| avis 50 a | avis 50 b |" in second


def test_names_stay_beside_the_few_cells_that_a_wide_and_sparse_table_fills() -> None:
    rows = [["une commune", "x"] + ["mot seul" if at % 23 == row % 23 else "" for at in range(23)] for row in range(30)]
    assert "Name of column d: mot seul" in words("\n".join(";".join(row) for row in [COLUMNS, *rows]).encode())


@pytest.mark.parametrize(("length", "named"), [(1, False), (12, True)])
def test_names_stand_beside_the_cells_of_rows_where_prose_outweighs_them(length: int, named: bool) -> None:
    names = ["Statut de la demande", "Décision du maire", "Avis motivé de la commission"]
    prose = "Le conseil a rendu un avis favorable, sous réserve de la présentation des pièces qui manquent au dossier à ce jour. "
    rows = [[f"en cours {row}", "accord", f"{row} {prose * length}".strip() + " Fin du texte."] for row in range(8)]
    text = words("\n".join(";".join(row) for row in [names, *rows]).encode())
    assert (text.count("Avis motivé de la commission") == 8) is named
    assert text.count("Le conseil a rendu") == 8 * length


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            "annee;valeur;part\n" + "".join(f"{year};{year * 3},5;{year % 7} %\n" for year in range(1990, 2020)),
            "table-of-numbers",
        ),
        ("nom;lieu\n" + "un nom;un lieu\n" * 100_001, "table-too-large"),
        ("des mots sans colonne", "table-unreadable"),
    ],
)
def test_what_is_data_or_too_much_is_refused(content: str, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        words(content.encode())
    assert refused.value.reason == reason


def test_a_mapping_makes_each_row_a_document() -> None:
    how = How(rows=Rows(text="texte", id="no", title="titre"))
    content = "no;titre;texte;etat\n1;Un;Des mots;A\n\n2;Deux;D’autres;B\n3;x;y;z;trop\n".encode()
    found = list(FileReader(how).split(File("t.csv", content)))
    documents = [raw for raw in found if isinstance(raw, Raw)]
    assert [(raw.id, raw.title, raw.record) for raw in documents] == [
        ("1", "Un", {"no": "1", "titre": "Un", "etat": "A"}),
        ("2", "Deux", {"no": "2", "titre": "Deux", "etat": "B"}),
    ]
    (text,) = FileReader(how).read(documents[1].body)
    assert text.text == "D’autres"
    assert [row.reason for row in found if isinstance(row, Refused)] == ["row-malformed"]


@pytest.mark.shared
def test_amendments_of_the_senate_are_read_with_their_html_as_text() -> None:
    path = "fr-parlement-zam/data/repondeur/tests/fetch/sample_data/senat/jeu_complet_2017-2018_63-short-article.csv"
    text = words(shared(path).read_bytes())
    assert text.startswith(
        "## Amt 31\n\nSubdivision: Article 3\nAlinéa: 8\nAuteur: M. VANLERENBERGHE\nAu nom de: commission des affaires sociales\n"
        "Date de dépôt: 2017-11-08\n\nDispositif:\n\nAlinéa 8\n\nRédiger ainsi cet alinéa :\n\nII. – Par dérogation au IV"
    )
    assert "Sort: Adopté\n\n## Amt 443" in text
    assert "<" not in text


def test_characters_named_in_cells_are_read_and_paragraphs_are_no_headings() -> None:
    table = 'no;texte\r\n1;"L&rsquo;article &amp; l&#8217;alinéa R&D."\r\n2;"Un ""mot"".\r\n\r\nUn autre."\r\n3;Trois.\r\n'
    assert words(table.encode()) == ('## 1 L’article & l’alinéa R&D.\n\n## 2\n\ntexte:\n\nUn "mot".\n\nUn autre.\n\n## 3 Trois.')


def test_a_field_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialect, "LONGEST", 10_000)
    table = "".join(f"{n};Avis favorable;du conseil\n" for n in range(9000))
    with pytest.raises(DocumentError, match="table-unreadable: field larger than field limit"):
        list(read(f'{table}1;"{"x" * 10_001}'.encode(), DEFAULT))
