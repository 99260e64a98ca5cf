import pytest
from finding import found, search, written

from moisson.privacy.contacts import Mail

SEARCH = search(finders=[Mail()])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schreiben Sie an max.mustermann(at)gericht.de!", ["max.mustermann(at)gericht.de"]),
        ("jan.novak [zavináč] soud.cz", ["jan.novak [zavináč] soud.cz"]),
        ("j.kowalski(małpa)sad.gov.pl", ["j.kowalski(małpa)sad.gov.pl"]),
        ("m.rossi chiocciola comune.it", ["m.rossi chiocciola comune.it"]),
        ("jane dot doe at council dot eu", ["jane dot doe at council dot eu"]),
        ("müller@bücher.example, ηλίας@δήμος.gr", ["müller@bücher.example", "ηλίας@δήμος.gr"]),
        ("иван@поща.бг", ["иван@поща.бг"]),
        ("a@xn--bcher-kva.example", ["a@xn--bcher-kva.example"]),
        ("<a.b@c.eu>;d_e@f.eu", ["a.b@c.eu", "d_e@f.eu"]),
        ("@ministre sur un réseau, 17:24 @ Hola, look at dot matrix", []),
        ("plateforme DEMAT @ MIANTE. Toutes", []),
    ],
)
def test_addresses_are_found_however_they_are_hidden(text: str, expected: list[str]) -> None:
    assert written(SEARCH, text) == expected


def test_spellings_of_one_address_have_one_value() -> None:
    values = {value for _, _, value in found(SEARCH, "a.b@c.fr A.B@C.FR a.b (at) c.fr a.b[at]c[point]fr")}
    assert values == {"a.b@c.fr"}


@pytest.mark.parametrize(
    ("address", "role"), [("contact@x.eu", "office"), ("greffe-2@x.eu", "office"), ("info.martin@x.eu", "person")]
)
def test_a_mailbox_that_a_function_names_is_an_office(address: str, role: str) -> None:
    assert [found_role for _, found_role, _ in found(SEARCH, address)] == [role]


def test_a_document_of_many_signs_and_no_address_is_read_once() -> None:
    assert written(SEARCH, "@ " * 20_000) == []
