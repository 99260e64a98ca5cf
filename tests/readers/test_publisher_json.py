"""JSON of courts, parliaments and gazettes: the words come out, what only describes documents is refused by name."""

from pathlib import Path

import orjson
import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Raw, Refused, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "national"
GAZETTES = "raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures"
JUDILIBRE = "fr-judilibre/data/src/data"
READER = FileReader(DEFAULT)

TEXT = "COUR DE CASSATION\n_________\n\n\n\nM. [Y] c/ Mme [X]\n\nFaits\n\n1. Selon l'arrêt…\n\nPAR CES MOTIFS\n\nREJETTE.\n"
DECISION = {
    "id": "5fca277de35a255d41ca73ab",
    "source": "jurinet",
    "text": TEXT,
    "displayText": TEXT,
    "chamber": "soc",
    "decision_date": "2020-11-18",
    "jurisdiction": "cc",
    "number": "19-19.463",
    "numbers": ["19-19.463", "19-19.464"],
    "ecli": "ECLI:FR:CCASS:2020:SO00740",
    "solution": "rejet",
    "update_date": "2021-11-30",
    "themes": ["contrat", "rupture"],
    "summary": "Le contrat se rompt.",
    "zones": {
        "introduction": [{"start": 0, "end": TEXT.index("Faits")}],
        "expose": [{"start": TEXT.index("Faits"), "end": TEXT.index("PAR CES")}],
        "moyens": [],
        "dispositif": [{"start": TEXT.index("PAR CES"), "end": len(TEXT)}],
    },
}


def _split(value: object) -> list[Raw | Refused]:
    return list(READER.split(File("page.json", orjson.dumps(value))))


def _texts(data: bytes) -> list[Text]:
    raws = [raw for raw in READER.split(File("file.json", data)) if isinstance(raw, Raw)]
    return [text for raw in raws for text in READER.read(raw.body)]


def test_a_decision_is_its_zones_in_order_under_their_names() -> None:
    (text,) = _texts(orjson.dumps(DECISION))
    assert text.text == (
        "# Entête\n\nCOUR DE CASSATION\n\nM. [Y] c/ Mme [X]\n\n# Exposé du litige\n\nFaits\n\n1. Selon l'arrêt…\n\n"
        "# Dispositif\n\nPAR CES MOTIFS\n\nREJETTE.\n\n# Titres et sommaires\n\ncontrat - rupture\n\nLe contrat se rompt."
    )
    assert text.title == "Cour de cassation, Chambre sociale, 2020-11-18, 19-19.463"
    assert (text.language, text.created) == ("fr", "2020-11-18")
    assert [value for _, value in text.identifiers] == ["ECLI:FR:CCASS:2020:SO00740", "19-19.463", "19-19.464"]


@pytest.mark.parametrize("zones", [{}, None, {"moyens": [{"start": "a"}]}, {"moyens": [{"start": 10**9, "end": 10**10}]}])
def test_without_usable_zones_all_of_the_text_is_kept(zones: object) -> None:
    (text,) = _texts(orjson.dumps(DECISION | {"zones": zones, "summary": None}))
    assert text.text.startswith("COUR DE CASSATION\n\nM. [Y]")
    assert text.text.endswith("REJETTE.")


def test_a_page_of_decisions_is_one_document_each_and_search_results_are_refused_as_one() -> None:
    found = {"id": "607dde48bdd797b53ae6e137", "jurisdiction": "cc", "decision_date": "2020-11-25", "summary": "x"}
    another = found | {"id": "607dde48bdd797b53ae6e138"}
    raw, refused = _split({"batch": 0, "results": [DECISION, found, DECISION, another]})
    assert isinstance(raw, Raw)
    assert (raw.id, raw.url) == (DECISION["id"], f"https://www.courdecassation.fr/decision/{DECISION['id']}")
    assert isinstance(refused, Refused)
    assert (refused.id, refused.reason, refused.detail[:7]) == ("page.json", "judilibre-search-result", "2 hits:")


def test_a_new_solution_or_update_keeps_the_version_of_a_decision() -> None:
    before, after = (_split(value)[0] for value in (DECISION, DECISION | {"update_date": "2024-01-01", "solution": "other"}))
    assert isinstance(before, Raw)
    assert isinstance(after, Raw)
    assert before.version == after.version


@pytest.mark.shared
def test_the_real_decision_of_an_appeal_court_ends_as_its_golden_text() -> None:
    (text,) = _texts(shared(f"{JUDILIBRE}/tj/sample_detail_unresolved.json").read_bytes())
    assert text.text.endswith((GOLDEN / "judilibre-appel-end.txt").read_text().strip("\n"))
    decision, contested = _texts(shared(f"{JUDILIBRE}/sample_detail_resolved.json").read_bytes())
    assert decision.identifiers[0] == Identifier("ecli", "ECLI:FR:CCASS:2020:CO00740")
    assert contested.title == "Cour d'appel de Paris, Pôle 4 - Chambre 9, 2019-05-16, 18/27804"


@pytest.mark.shared
def test_a_document_of_the_riksdag_is_its_text_or_else_its_html() -> None:
    (text,) = _texts(shared(f"{GAZETTES}/se-riksdag-grundlag.json").read_bytes())
    assert text.text.startswith("1 kap. Statsskickets grunder\n\n1 § All offentlig makt i Sverige utgår från folket.")
    assert (text.title, text.created) == ("Kungörelse (1974:152) om beslutad ny regeringsform", "1974-02-28")
    markup = (
        "<dokumentstatus><dokument><dok_id>GG1</dok_id><rm>1992/93</rm><beteckning>30</beteckning><datum>1992-12-31</datum>"
        "<titel>om arbetsskada</titel><html>&lt;div class='brask'&gt;Skannat.&lt;/div&gt;&lt;p&gt;Regeringen &amp;amp; riksdagen."
        "&lt;/p&gt;</html></dokument></dokumentstatus>"
    )
    (scanned,) = _texts(markup.encode())
    assert scanned.text == "Regeringen & riksdagen."
    assert scanned.identifiers == (Identifier("dok-id", "GG1"), Identifier("number", "1992/93:30"))
    law = markup.replace("<rm>1992/93</rm><beteckning>30<", "<rm>2018</rm><beteckning>2018:218<")
    (act,) = _texts(law.encode())
    assert act.identifiers[1] == Identifier("number", "2018:218")


def test_a_page_of_the_riksdag_keeps_what_stands_behind_furniture_without_an_end() -> None:
    html = (
        '<div class="sfstoc">1 kap.</div><p>Lagen</p><DIV id="a" class=brask>Skannat.</DIV><p>gäller.</p><div class="brask">Nu.'
    )
    content = orjson.dumps({"dokumentstatus": {"dokument": {"titel": "Lag", "html": html}}})
    (text,) = _texts(content)
    assert text.text == "Lagen\n\ngäller.\n\nNu."


@pytest.mark.shared
def test_fragments_of_a_czech_act_become_one_text_with_headings() -> None:
    (text,) = _texts(shared(f"{GAZETTES}/cz/sample-constitution-fragments.json").read_bytes())
    assert "## HLAVA PRVNÍ – ZÁKLADNÍ USTANOVENÍ\n\n### Čl. 1\n\n(1) Česká republika je svrchovaný, jednotný" in text.text
    assert text.title == "Ústavní zákon České národní rady č. 1/1993 Sb., Ústava České republiky"
    assert (text.language, text.valid_from, text.identifiers[1]) == ("cs", "2026-01-01", Identifier("number", "1/1993 Sb."))


@pytest.mark.shared
def test_words_that_a_czech_act_puts_into_another_are_not_its_own_divisions() -> None:
    (text,) = _texts(shared(f"{GAZETTES}/cz/sample-regulation-fragments.json").read_bytes())
    assert "\n\n§ 9a\n\n(1) Vyžaduje-li" in text.text
    assert "## ČÁST SEDMÁ – ÚČINNOST\n\n### Čl. VIII\n\nTento zákon" in text.text
    assert text.title == (
        "Zákon č. 1/2024 Sb., kterým se mění zákon č. 12/2020 Sb., o právu na digitální služby a o změně některých zákonů, "
        "ve znění pozdějších předpisů, a další související zákony"
    )


@pytest.mark.shared
def test_versions_of_a_lithuanian_act_are_documents_with_their_dates() -> None:
    first, second, third = _split(orjson.loads(shared(f"{GAZETTES}/tar-suvestine-sample.json").read_bytes()))
    assert isinstance(first, Raw)
    assert isinstance(second, Raw)
    assert isinstance(third, Raw)
    assert (first.valid_from, first.valid_to) == ("2000-07-18", "2005-03-15")
    assert (third.valid_from, third.valid_to) == ("2010-01-01", None)
    assert first.version != second.version


def test_a_question_in_the_bundestag_is_title_and_words_and_a_bare_record_is_refused() -> None:
    case = {"WAHLPERIODE": "19", "TITEL": "Beratung", "ABSTRAKT": "Originaltext der Frage(n): \r\n \r\nWie &ndash; genau?"}
    record = {"vorgangId": "1", "VORGANG": case}
    (text,) = _texts(orjson.dumps(record))
    assert text.text == "# Beratung\n\nOriginaltext der Frage(n):\n\nWie – genau?"
    case["ABSTRAKT"] = ""
    with pytest.raises(DocumentError, match="metadata-only"):
        _texts(orjson.dumps(record))


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ('{"head": {"vars": ["a"]}, "results": {"bindings": []}}', "sparql-json"),
        ('{"OgdSearchResult": {}}', "ris-search"),
        ('{"datumUcinnosti": "2026", "kodDokumentuSbirky": "1/1993 Sb."}', "esbirka-metadata"),
    ],
)
def test_answers_that_only_describe_documents_are_refused_by_name(words: str, name: str) -> None:
    assert sniff(words.encode()).name == name
    with pytest.raises(DocumentError, match="data-only"):
        _texts(words.encode())


def test_a_czech_act_is_of_the_day_that_its_heading_states() -> None:
    fragments = [
        {
            "kodTypuFragmentu": "Prefix_Date",
            "xhtml": "ze dne 16. prosince 1992",
            "uplnaCitace": "Zákon č. 1/1993 Sb.",
            "hloubka": 1,
        },
        {"kodTypuFragmentu": "Odstavec", "xhtml": "(1) Platí.", "hloubka": 1},
    ]
    (text,) = READER.read(orjson.dumps({"seznam": fragments}))
    assert (text.format, text.created) == ("esbirka", "1992-12-16")
