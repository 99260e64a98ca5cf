"""Numbers published as examples by the offices that give them out, or by python-stdnum; none is known to be a person's."""

import pytest
from finding import found, search

from moisson.kernels.patterns import compile_patterns, fold
from moisson.privacy.national_ids import NationalIds
from moisson.privacy.schemes import schemes
from moisson.privacy.spans import Context

SEARCH = search([NationalIds()])

EXAMPLES = [
    ("at.svnr", "de", "at", "Der Kläger, SVNR {}, begehrt", "1237 010180"),
    ("at.tin", "de", "at", "Steuernummer: {}", "59-119/9013"),
    ("be.nn", "nl", "be", "met rijksregisternummer {}", "85.07.30-033.28"),
    ("be.nn", "fr", None, "M. X ({}), domicilié à Namur", "85.07.30-033.28"),
    ("be.nn", "fr", "be", "NISS : {}", "98.47.28-997.65"),
    ("bg.egn", "bg", "bg", "с ЕГН {}, от гр. София", "7523169263"),
    ("bg.pnf", "bg", "bg", "ЛНЧ: {}", "7111042925"),
    ("hr.oib", "hr", "hr", "iz Zagreba, OIB: {}, kojeg", "33392005961"),
    ("hr.jmbg", "hr", "hr", "JMBG {}", "0101006500006"),
    ("cy.tic", "el", "cy", "Α.Φ.Τ. {}", "10259033P"),
    ("cz.rc", "cs", "cz", "nar. v Praze, {}, bytem", "710319/2745"),
    ("cz.rc", "cs", None, "rodné číslo: {}", "7103192745"),
    ("cz.rc", "sk", "sk", "rodného čísla {}", "710319 / 2745"),
    ("de.idnr", "de", "de", "Steuer-ID: {}", "36 574 261 809"),
    ("de.svnr", "de", "de", "Versicherungsnummer {}", "15 070649 C 103"),
    ("de.stnr", "de", "de", "St.-Nr. {}", "181/815/08155"),
    ("dk.cpr", "da", "dk", "født i Aarhus, {}, er", "211062-5629"),
    ("dk.cpr", "da", None, "CPR-nr. {}", "2110625629"),
    ("ee.ik", "et", "ee", "kaebaja ({})", "36805280109"),
    ("es.dni", "es", "es", "con D.N.I. {}", "54362315-K"),
    ("es.dni", "ca", "es", "titular del document {}", "54.362.315-K"),
    ("es.nie", "es", "es", "NIE: {}", "X-2482300-W"),
    ("fi.hetu", "fi", "fi", "vastaaja {}", "131052-308T"),
    ("fi.hetu", "sv", None, "personbeteckning {}", "131052-308T"),
    ("fr.nir", "fr", "fr", "affiliée sous le n° {}", "2 95 10 99 126 111 93"),
    ("fr.nir", "fr", None, "n° {}", "253072B07300470"),
    ("fr.spi", "fr", "fr", "Numéro fiscal : {}", "30 23 217 600 053"),
    ("gr.amka", "el", "gr", "ΑΜΚΑ {}", "01013099997"),
    ("gr.afm", "el", "gr", "με Α.Φ.Μ. {}", "023456780"),
    ("hu.tax", "hu", "hu", "adóazonosító jele: {}", "8071592153"),
    ("ie.pps", "en", "ie", "PPS No. {}", "6433435F"),
    ("ie.pps", "en", "ie", "PPSN {}", "6433435OA"),
    ("it.cf", "it", "it", "nato a Torino, C.F. {}", "RCCMNL83S18D969H"),
    ("it.cf", "fr", None, "M. X ({})", "RCCMNL83S18D969H"),
    ("lt.ak", "lt", "lt", "asmens kodas {}", "33309240064"),
    ("lu.matricule", "fr", "lu", "matricule {}", "1893120105732"),
    ("lv.pk", "lv", "lv", "personas kods {}", "161175-19997"),
    ("mt.id", "en", "mt", "ID Card No. {}", "0123456M"),
    ("nl.bsn", "nl", "nl", "burgerservicenummer {}", "1112.22.333"),
    ("no.fnr", "nb", "no", "født i Oslo, {}", "151086 95088"),
    ("pl.pesel", "pl", "pl", "o nr PESEL {}", "44051401359"),
    ("pt.nif", "pt", "pt", "contribuinte n.º {}", "123 456 789"),
    ("pt.cc", "pt", "pt", "cartão de cidadão n.º {}", "00000000 0 ZZ4"),
    ("ro.cnp", "ro", "ro", "inculpatul, CNP {}", "1630615123457"),
    ("se.pnr", "sv", "se", "tilltalad, {}, dömd", "880320-0016"),
    ("se.pnr", "sv", None, "personnummer {}", "19880320-0016"),
    ("si.emso", "sl", "si", "EMŠO: {}", "0101006500006"),
    ("si.davcna", "sl", "si", "davčna številka {}", "50223054"),
    ("ch.ahv", "de", "ch", "Beschwerdeführer, {}", "756.9217.0769.85"),
    ("gb.nino", "en", "gb", "National Insurance number {}", "QQ 12 34 56 C".replace("QQ", "AB")),
    ("gb.utr", "en", "gb", "UTR: {}", "1955839661"),
    ("gb.nhs", "en", "gb", "NHS number {}", "943 476 5870"),
    ("is.kt", "is", "is", "stefnandi, {}", "120174-3399"),
]


@pytest.mark.parametrize(("scheme", "language", "jurisdiction", "sentence", "number"), EXAMPLES)
def test_numbers_of_persons_are_found(scheme: str, language: str, jurisdiction: str | None, sentence: str, number: str) -> None:
    spans = found(SEARCH, sentence.format(number), Context(language, "decision", jurisdiction))
    assert [(span, role) for span, role, _ in spans] == [(number, scheme)]


@pytest.mark.parametrize(("scheme", "language", "jurisdiction", "sentence", "number"), EXAMPLES)
def test_a_digit_too_many_makes_it_another_number(
    scheme: str, language: str, jurisdiction: str | None, sentence: str, number: str
) -> None:
    longer = f"{number[:-1]}777{number[-1]}"
    assert found(SEARCH, sentence.format(longer), Context(language, "decision", jurisdiction)) == []


@pytest.mark.parametrize(
    ("text", "language", "jurisdiction"),
    [
        ("SIREN 732 829 320, SIRET 732 829 320 00074, TVA FR 40 303 265 045, RCS Paris B 552 032 534", "fr", "fr"),
        ("numéro de sécurité sociale (article L. 161-8 du code, décret n° 2018-1109 du 10 décembre 2018)", "fr", "fr"),
        ("RG n° 21/01234, pourvoi n° 19-12.345, ECLI:FR:CCASS:2021:SO00123, NOR : MTRD2012345A, IDCC 1090", "fr", "fr"),
        ("Az. 5 AZR 123/19, BGBl. I S. 1234, HRB 123456 B, USt-IdNr. DE136695976, Steuernummer", "de", "de"),
        ("C-123/45, CELEX 32016R0679, ELI http://data.europa.eu/eli/reg/2016/679/oj, 2016/679, 2004/38/CE", "fr", "eu"),
        ("ISBN 978-2-247-18735-6, ISSN 0012-7779, ICD-10 F32.1, NACE 62.01, CN 0709 60 99", "en", "eu"),
        ("KRS 0000123456, NIP 8567346215, REGON 192598184, sygn. akt II CSK 123/15", "pl", "pl"),
        ("organisationsnummer 556016-0680, mål nr T 1234-15, SFS 2010:900", "sv", "se"),
        ("CVR-nr. 10403782, kennitala fyrirtækis 450401-3150, orgnr. 923 609 016", "da", "dk"),
        ("kennitala 450401-3150", "is", "is"),
        ("contribuinte n.º 501 442 600", "pt", "pt"),
        ("ΑΦΜ 094259216", "el", "gr"),
        ("CIF B-58378431, BOE-A-2015-10565, Ley 39/2015, de 1 de octubre, procedimiento 0000123/2019", "es", "es"),
        ("P.IVA 00743110157, R.G. 1234/2019, L. 241/1990, d.lgs. 196/2003", "it", "it"),
        ("zaaknummer C/13/123456 / HA ZA 12-345, KvK 12345678, BSN", "nl", "nl"),
        ("12.03.2004 - 15.04.2005, 1 234 567,89 €, 10 000 000 000 F, 2 000 000 000 000", "fr", "fr"),
        ("150786 12345", "nb", "no"),
    ],
)
def test_other_numbers_stay(text: str, language: str, jurisdiction: str) -> None:
    assert found(SEARCH, text, Context(language, None, jurisdiction)) == []


def test_two_spellings_of_one_number_have_one_value() -> None:
    spans = found(SEARCH, "INSZ 85.07.30-033.28, rijksregisternummer 85073003328", Context("nl", None, "be"))
    assert len({value for _, _, value in spans}) == 1
    assert len(spans) == 2


def test_a_word_behind_the_number_counts_too() -> None:
    assert [span for span, _, _ in found(SEARCH, "44051401359 (PESEL)", Context("pl", None, "pl"))] == ["44051401359"]


def test_a_word_far_away_does_not() -> None:
    assert found(SEARCH, f"PESEL {'a ' * 40} 44051401359", Context("pl", None, "pl")) == []


STATES = {
    "at",
    "be",
    "bg",
    "cy",
    "cz",
    "de",
    "dk",
    "ee",
    "es",
    "fi",
    "fr",
    "gr",
    "hr",
    "hu",
    "ie",
    "it",
    "lt",
    "lu",
    "lv",
    "mt",
    "nl",
    "pl",
}
STATES |= {"pt", "ro", "se", "si"}  # Slovakia shares the scheme of Czechia


def test_every_member_state_has_a_scheme_and_no_word_stands_twice_in_one() -> None:
    table, common = schemes()
    assert {scheme.name[:2] for scheme in table} >= STATES
    for words in (common, *(scheme.words for scheme in table)):
        assert len(set(map(fold, words))) == len(words)
        compile_patterns(words)
