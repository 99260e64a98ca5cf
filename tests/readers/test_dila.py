"""DILA's XML. No real file is at hand: these inputs were written by hand after the published structure (the names and nesting of
LEGI, JORF, CASS and CNIL as readers of the open archives show them), and their texts after reading them."""

from pathlib import Path

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Raw, Refused, Text
from moisson.readers.files import FileReader
from moisson.readers.law import dila
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "dila"
READER = FileReader(DEFAULT)


def _given(name: str) -> bytes:
    data = (GOLDEN / f"{name}.xml").read_bytes()
    return data.decode().encode("latin-1") if b"ISO-8859-1" in data[:60] else data


def _one(data: bytes) -> tuple[Raw, Text]:
    (raw,) = READER.split(File("some/file.xml", data))
    assert isinstance(raw, Raw)
    (text,) = READER.read(raw.body)
    return raw, text


@pytest.mark.parametrize("name", ["article", "decision", "texte-version", "cnil", "jorf-simple"])
def test_each_kind_of_file_is_its_words_under_its_headings(name: str) -> None:
    data = _given(name)
    assert sniff(data).name == "dila"
    _, text = _one(data)
    assert text.text == (GOLDEN / f"{name}.txt").read_text().strip("\n")
    assert (text.format, text.language) == ("dila", "fr")


def test_a_decision_states_its_numbers_and_its_day() -> None:
    raw, text = _one(_given("decision"))
    assert raw.created == "2020-06-04"
    assert raw.url == "https://www.legifrance.gouv.fr/juri/id/JURITEXT000099000005"
    assert text.identifiers == (
        Identifier("ecli", "ECLI:FR:CCASS:2020:C300999"),
        Identifier("number", "19-99999"),
        Identifier("number", "20-10000"),
    )


@pytest.mark.parametrize(
    ("number", "over", "words", "ending"),
    [
        ("1er", "Champ d'application", "Le présent accord.", "### Article 1er\n\nChamp d'application\n\nLe présent accord."),
        ("2", "Salaires", "<b>SALAIRES</b><br/>Ils montent.", "### Article 2\n\nSALAIRES\nIls montent."),
        ("", "SALAIRES MINIMA", "Ils montent.", "### SALAIRES MINIMA\n\nIls montent."),
    ],
)
def test_the_words_over_an_article_are_its_first_line_or_its_heading(number: str, over: str, words: str, ending: str) -> None:
    data = f"""<ARTICLE><META><META_COMMUN><ID>KALIARTI000099000002</ID></META_COMMUN><META_SPEC><META_ARTICLE><NUM>{number}</NUM>
        <TITRE>{over}</TITRE></META_ARTICLE></META_SPEC></META><CONTEXTE>
        <TEXTE cid="KALITEXT000099000001"><TITRE_TXT>Accord</TITRE_TXT></TEXTE>
        <CONTENEUR nature="IDCC" titre="Convention"/></CONTEXTE>
        <BLOC_TEXTUEL><CONTENU><p>{words}</p></CONTENU></BLOC_TEXTUEL></ARTICLE>"""
    raw, text = _one(data.encode())
    assert text.text == f"# Convention\n## Accord\n{ending}"
    assert raw.title == text.title


def test_an_announcement_without_number_or_dates_is_its_words_and_the_day_of_the_journal() -> None:
    data = """<ARTICLE><META><META_COMMUN><ID>JORFARTI000099000001</ID><ID_ELI>https://www.legifrance.gouv.fr/eli/x</ID_ELI>
        </META_COMMUN><META_SPEC><META_ARTICLE><NUM/><DATE_DEBUT>2999-01-01</DATE_DEBUT><DATE_FIN>2999-01-01</DATE_FIN>
        </META_ARTICLE></META_SPEC></META><CONTEXTE><TEXTE cid="JORFTEXT000099000001" date_publi="2025-05-19" nature="ANNONCES">
        <TITRE_TXT>Demandes de changement de nom</TITRE_TXT></TEXTE></CONTEXTE>
        <BLOC_TEXTUEL><CONTENU><br/>   Les actes sont accessibles.</CONTENU></BLOC_TEXTUEL></ARTICLE>"""
    raw, text = _one(data.encode())
    assert text.text == "# Demandes de changement de nom\n\nLes actes sont accessibles."
    assert (raw.created, raw.valid_from, raw.valid_to) == ("2025-05-19", None, None)
    assert text.identifiers == (Identifier("eli", "https://www.legifrance.gouv.fr/eli/x"),)


@pytest.mark.parametrize(
    ("old", "new"),
    [("débroussaillement", "nettoyage"), ("L312-4</NUM>", "L312-5</NUM>"), (": Entretien", ": Soin"), ("entrent", "vont")],
)
def test_a_change_of_words_number_or_heading_makes_another_version(old: str, new: str) -> None:
    data = _given("article")
    assert old.encode() in data
    assert _one(data.replace(old.encode(), new.encode(), 1))[0].version != _one(data)[0].version


@pytest.mark.parametrize(
    "markup",
    [
        "<SECTION_TA><ID>LEGISCTA1</ID><TITRE_TA>Chapitre</TITRE_TA><STRUCTURE_TA><LIEN_ART id='x'/></STRUCTURE_TA></SECTION_TA>",
        "<TEXTELR><META><META_COMMUN><ID>LEGISCTA1</ID></META_COMMUN></META><STRUCT/></TEXTELR>",
        "<TEXTE_VERSION><META><META_COMMUN><ID>LEGISCTA1</ID></META_COMMUN></META><VISAS><CONTENU/></VISAS></TEXTE_VERSION>",
    ],
)
def test_a_file_that_only_lists_others_is_refused_by_name(markup: str) -> None:
    (refused,) = READER.split(File("x.xml", b"<?xml version='1.0'?>\n" + markup.encode()))
    assert isinstance(refused, Refused)
    assert (refused.id, refused.reason) == ("LEGISCTA1", "dila-structure")


def test_a_file_as_published_gives_the_same_text_with_what_stands_around_it() -> None:
    (text,) = dila.read(_given("article"), DEFAULT)
    assert text.text == _one(_given("article"))[1].text
    assert (text.legal_state, text.valid_from, text.created) == ("VIGUEUR", "2019-03-01", "2019-03-01")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-15", "windows-1252"])
def test_encodings_are_read_as_declared(encoding: str) -> None:
    words = _given("decision").decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    assert _one(words.encode(encoding))[1].text == _one(_given("decision"))[1].text


def test_a_broken_file_and_one_without_a_name_are_refused() -> None:
    with pytest.raises(DocumentError, match="xml-malformed"):
        list(READER.split(File("x.xml", _given("article")[:900])))
    with pytest.raises(DocumentError, match="dila-without-id"):
        list(READER.split(File("x.xml", _given("article").replace(b"LEGIARTI000099000001</ID>", b"</ID>"))))


def test_an_article_without_words_is_empty() -> None:
    data = b"<ARTICLE><META><META_COMMUN><ID>LEGIARTI1</ID></META_COMMUN></META><BLOC_TEXTUEL><CONTENU/></BLOC_TEXTUEL></ARTICLE>"
    with pytest.raises(DocumentError, match="empty"):
        _one(data)


def test_the_letters_by_which_a_council_is_called_upon_stand_after_its_decision() -> None:
    data = b"""<TEXTE_JURI_CONSTIT><META><META_COMMUN><ID>CONSTEXT000099000001</ID></META_COMMUN><META_SPEC><META_JURI>
        <TITRE>Loi</TITRE><NUMERO>2099-1</NUMERO></META_JURI></META_SPEC></META><TEXTE><BLOC_TEXTUEL><CONTENU>Conforme.</CONTENU>
        </BLOC_TEXTUEL><SAISINES><SAISINE><CONTENU>Premiere lettre.</CONTENU></SAISINE>
        <SAISINE><CONTENU>Seconde.</CONTENU></SAISINE></SAISINES></TEXTE></TEXTE_JURI_CONSTIT>"""
    _, text = _one(data)
    assert text.text.endswith("Conforme.\n\n## Saisine\n\nPremiere lettre.\n\nSeconde.")


def test_what_is_known_of_an_agreement_names_the_file_that_holds_its_words() -> None:
    data = b"""<TEXTE_ACCO><META><META_COMMUN><ID>ACCOTEXT000099000001</ID></META_COMMUN><META_SPEC><META_ACCO>
        <DOCUMENT_BUREAUTIQUE>/ACCO/TEXT/T09999.docx</DOCUMENT_BUREAUTIQUE></META_ACCO></META_SPEC></META></TEXTE_ACCO>"""
    (refused,) = READER.split(File("some/file.xml", data))
    assert isinstance(refused, Refused)
    assert (refused.id, refused.reason) == ("ACCOTEXT000099000001", "data-only")
    assert refused.detail.endswith("/ACCO/TEXT/T09999.docx")


def test_a_text_of_the_gazette_without_words_is_refused_and_another_root_of_its_name_is_not_dilas() -> None:
    bare = b"<TEXTE><ID>JORFTEXT000000000001</ID><TITREFULL>Avis</TITREFULL><VISAS><CONTENU/></VISAS><STRUCT/></TEXTE>"
    (refused,) = READER.split(File("some/file.xml", bare))
    assert isinstance(refused, Refused) and refused.reason == "dila-structure"
    assert sniff(b"<TEXTE><ID>12</ID><p>Un texte.</p></TEXTE>").name != "dila"
