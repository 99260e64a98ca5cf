import pytest
from finding import search, written

from moisson.privacy.accounts import Addresses, Cards, Ibans

SEARCH = search([Ibans(), Cards(), Addresses()])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IBAN : FR14 2004 1010 0505 0001 3M02 606", ["FR14 2004 1010 0505 0001 3M02 606"]),
        ("FR1420041010050500013M02606.", ["FR1420041010050500013M02606"]),
        ("auf das Konto DE89 3704 0044 0532 0130 00 bei", ["DE89 3704 0044 0532 0130 00"]),
        ("GB29 NWBK 6016 1331 9268 19", ["GB29 NWBK 6016 1331 9268 19"]),
        ("NL91 ABNA 0417 1643 00 t.n.v.", ["NL91 ABNA 0417 1643 00"]),
        ("MT84 MALT 0110 0001 2345 MTLC AST0 01S", ["MT84 MALT 0110 0001 2345 MTLC AST0 01S"]),
        ("be68 5390 0754 7034", ["be68 5390 0754 7034"]),
        ("PL61 1090 1014 0000 0712 1981 2874, GR16 0110 1250 0000 0001 2300 695", 2),
        ("NO93 8601 1117 947", ["NO93 8601 1117 947"]),
        ("DE88 3704 0044 0532 0130 00", []),  # wrong check digits
        ("FR 40 303 265 045", []),  # a company's VAT number
        ("carte 4111 1111 1111 1111 valable", ["4111 1111 1111 1111"]),
        ("4111-1111-1111-1111", ["4111-1111-1111-1111"]),
        ("credit card 5555555555554444", ["5555555555554444"]),
        ("American Express 3782 822463 10005", ["3782 822463 10005"]),
        ("5555555555554444", []),  # nothing says what it is
        ("4111 1111 1111 1112", []),  # Luhn
        ("BBl 2005 4623, 2008 5241, 2009 4371 4377 4379 8719", []),  # pages
        ("adresse IP 82.64.12.7", ["82.64.12.7"]),
        ("depuis 195.214.104.226 à 12:30:45", ["195.214.104.226"]),
        ("2001:db8:85a3::8a2e:370:7334", ["2001:db8:85a3::8a2e:370:7334"]),
        ("article 1.2.3.4, rubrique 192.168.1.12, § 5.61.72.83", []),
        ("version 10.0.19041.1, v 131.107.0.89", []),
        ("IP 127.0.0.1, 0.0.0.0, 224.0.0.1, ::1", []),
        ("01.56.88.18", []),
        ("IP 1.2.3.4.5", []),
    ],
)
def test_what_leads_to_an_account_or_a_machine_is_found(text: str, expected: list[str] | int) -> None:
    spans = written(SEARCH, text)
    assert len(spans) == expected if isinstance(expected, int) else spans == expected
