"""Bytes become the words their writer meant, whatever they are written in; what is no text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.decode import decode
from moisson.readers.mojibake import mend

FRENCH = "Décret n° 3 : à l’été suivant, l’œuvre coûtera 12 € « environ ». Où êtes-vous ? "
CZECH = "Žluťoučký kůň pěl ďábelské ódy. Předseda vlády oznámil, že nařízení nabývá účinnosti dnem vyhlášení ve Sbírce zákonů. "
POLISH = "Zażółć gęślą jaźń. Rozporządzenie wchodzi w życie z dniem ogłoszenia w Dzienniku Ustaw Rzeczypospolitej Polskiej. "
GREEK = "Ο νόμος αυτός τίθεται σε ισχύ από τη δημοσίευσή του στην Εφημερίδα της Κυβερνήσεως. "
BULGARIAN = "Този закон влиза в сила от деня на обнародването му в Държавен вестник. "
GERMAN = "Die Verordnung tritt am Tage nach der Verkündung in Kraft; für Änderungen gilt § 3 über Maßnahmen. "
LITHUANIAN = (
    "Šis įstatymas įsigalioja jo paskelbimo dieną. Vyriausybė tvirtina įgyvendinimo tvarką ir prižiūri, kaip ji vykdoma. "
)
PORTUGUESE = "A constituição não é alterável senão por dois terços; são órgãos de soberania a Assembleia e o Presidente. "
ICELANDIC = "Ísland er lýðveldi með þingbundinni stjórn. Alþingi og forseti Íslands fara saman með löggjafarvaldið, þó ekki án. "
TURKISH = "Türkiye Devleti bir Cumhuriyettir. Başkenti Ankara'dır; dili Türkçedir, bayrağı şekli kanununda belirtilen bayraktır. "


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("text", [FRENCH, CZECH, GREEK, BULGARIAN])
def test_unicode_is_read_with_and_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "cp1252"),
        (FRENCH.replace("’", "'"), "iso8859-15"),
        ("Le plus utilisé est l'œuf de poule, mais l'œil et l'œuvre (13 €) comptent à côté.", "iso8859-15"),
        ("Das Zeichen für den Euro (€) steht über und hinter Beträgen.", "iso8859-15"),
        ("L´Italia è una Repubblica democratica, fondata sul lavoro dell´uomo perché così è.", "iso8859-1"),
        (FRENCH, "mac-roman"),
        (GERMAN, "cp1252"),
        (GERMAN, "cp850"),
        (CZECH, "cp1250"),
        (CZECH, "iso8859-2"),
        (CZECH, "cp852"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (GREEK, "cp1253"),
        (GREEK, "iso8859-7"),
        (BULGARIAN, "cp1251"),
        (BULGARIAN, "koi8-r"),
        (BULGARIAN, "iso8859-5"),
        (BULGARIAN, "cp866"),
        (BULGARIAN, "cp855"),
        (f"{GREEK.upper()}{GREEK}", "iso8859-7"),
        (f"{BULGARIAN.upper()}{BULGARIAN}", "cp1251"),
        (LITHUANIAN, "cp1257"),
        (PORTUGUESE, "cp860"),
        (ICELANDIC, "cp861"),
        (TURKISH, "cp857"),
        (GREEK, "cp869"),
        ("Shtypi është i lirë dhe çdo qytetar ka të drejtë të shprehet. Për këtë përkujdeset shteti. ", "cp850"),
    ],
)
def test_code_pages_are_told_by_the_words_they_give(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("size", [6, 20, 40])
def test_a_few_words_in_the_usual_code_page_are_enough(size: int) -> None:
    words = "Été à la mer, où l’on dort bien"[:size]
    assert decode(words.encode("cp1252")) == words


def test_a_few_foreign_bytes_in_utf_8_do_not_change_the_rest() -> None:
    mixed = (FRENCH * 3).encode() + "collé à côté".encode("cp1252") + FRENCH.encode()
    assert decode(mixed) == FRENCH * 3 + "collé à côté" + FRENCH


def test_foreign_bytes_are_read_in_the_code_page_of_the_letters_around_them() -> None:
    assert decode((CZECH * 3).encode() + "žluť".encode("cp1250")) == CZECH * 3 + "žluť"


def test_all_foreign_bytes_in_utf_8_are_read_in_one_code_page() -> None:
    lines = [POLISH] * 20 + ["ŻADEN CZŁOWIEK"]
    assert decode(b"\n".join([*(line.encode() for line in lines), lines[-1].encode("iso8859-2")])) == "\n".join(
        [*lines, lines[-1]]
    )


@pytest.mark.parametrize(
    ("text", "page"), [(FRENCH, "cp1252"), (CZECH, "cp1250"), (BULGARIAN, "cp1251"), (GREEK, "cp1253"), (LITHUANIAN, "cp1257")]
)
@pytest.mark.parametrize("every", [2, 10])
def test_lines_of_utf_8_among_lines_of_a_code_page_are_both_read(text: str, page: str, every: int) -> None:
    lines = [f"{number}. {text}".strip() for number in range(40)]
    mixed = b"\n".join(line.encode() if number % every == 0 else line.encode(page) for number, line in enumerate(lines))
    assert decode(mixed) == "\n".join(lines)


def test_bytes_of_a_code_page_that_happen_to_be_utf_8_stay_what_they_are() -> None:
    lines = ["Чи потрібна згода?", "Ні"] * 20  # `Ні` alone could be a Greek numeral sign
    assert decode("\n".join(lines).encode("cp1251")) == "\n".join(lines)


def test_a_few_words_that_are_none_in_windows_1252_are_read_as_those_of_dos() -> None:
    words = "kishte rrugë tjetër, por mori rrugën e malit"
    assert decode(words.encode("cp850")) == words


def test_utf_8_that_was_cut_off_loses_its_last_character_alone() -> None:
    assert decode("Été à la mer, é".encode()[:-1]) == "Été à la mer, "
    assert decode("Été".encode("utf-16")[:-1]) == "Ét"


def test_a_false_declaration_is_not_believed() -> None:
    declared = b'<?xml version="1.0" encoding="ISO-8859-1"?><p>'
    assert decode(declared + FRENCH.encode()).endswith(FRENCH)
    assert decode(b'<meta charset="utf-8">' + FRENCH.encode("cp1252")).endswith(FRENCH)
    assert decode(b'<?xml version="1.0" encoding="windows-1252"?>' + CZECH.encode("cp1250")).endswith(CZECH)
    assert decode(b'<meta charset="iso-8859-1">' + GREEK.encode("cp1253")).endswith(GREEK)


def test_a_declaration_decides_between_code_pages_that_both_give_words() -> None:
    text = "prix : 12 €, Žižek et Šárka"
    assert decode(b"# -*- coding: iso-8859-15 -*-\n" + text.encode("iso8859-15")).endswith(text)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("欧洲议会通过了决议。" * 3, "gb2312"),
        ("欧州議会は決議を採択した。" * 3, "shift_jis"),
        ("הפרלמנט קיבל החלטה. " * 3, "windows-1255"),
    ],
)
def test_text_of_another_continent_is_read_where_it_says_what_it_is_written_in(text: str, page: str) -> None:
    assert decode(f'<meta charset="{page}">'.encode() + text.encode(page)).endswith(text)
    assert decode(f'<meta charset="{page}">'.encode() + FRENCH.encode("cp1252")).endswith(FRENCH)


def test_utf_8_that_was_read_as_windows_1252_is_mended_where_it_is_sure() -> None:
    spoilt = FRENCH.encode().decode("cp1252")
    assert mend(spoilt) == FRENCH
    assert mend(FRENCH) == FRENCH
    assert mend("SÃO PAULO, Â°, PROTEÇÃO") == "SÃO PAULO, Â°, PROTEÇÃO"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (FRENCH, "latin-1"),
        (CZECH, "cp1250"),
        (CZECH, "latin-1"),
        (POLISH, "iso8859-2"),
        (BULGARIAN, "cp1251"),
        (BULGARIAN, "latin-1"),
    ],
)
def test_utf_8_that_was_read_in_any_code_page_is_mended(text: str, page: str) -> None:
    table = [bytes([byte]).decode(page, "replace").replace("\ufffd", chr(byte)) for byte in range(256)]
    assert mend("".join(table[byte] for byte in text.encode())) == text
    assert mend(text) == text


@pytest.mark.parametrize("content", [bytes(range(0xA1, 0xC0)) * 3, b"\x8f\x90\x01\x02\x03\x04 mots", bytes(range(1, 256)) * 4])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(content)
    assert refused.value.reason == "encoding-unknown"


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    try:
        decode(content).encode()
    except DocumentError as refused:
        assert refused.reason == "encoding-unknown"


@pytest.mark.shared
def test_the_bundestag_in_a_code_page_is_german() -> None:
    text = decode(shared("de-bundestag-txt/data/data/txt/17036.txt").read_bytes())
    assert "Abgabe einer Regierungserklärung durch den Bundesminister für Verkehr" in text
    assert "(BÜNDNIS 90/\r\nDIE GRÜNEN)" in text
    assert "\ufffd" not in text


@pytest.mark.parametrize(
    "words", ["Langauge: Norwegian Bokmål (nb NO)\nOrigin: from the source v2.0.7\nLicense: Public", "São Paulo"]
)
def test_a_letter_that_dos_has_elsewhere_is_of_windows(words: str) -> None:
    assert decode(words.encode("cp1252")) == words


def test_one_letter_of_utf_8_and_one_of_windows_are_both_read() -> None:
    assert (
        decode("Copyright Björn Jacke\n".encode() + "- add cybercafé\n".encode("cp1252"))
        == "Copyright Björn Jacke\n- add cybercafé\n"
    )
