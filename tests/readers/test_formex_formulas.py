"""Formulas of Formex 4, which the Official Journal prints in two dimensions and a text holds on one line."""

import pytest

from moisson.readers.law.formex import read
from moisson.readers.read_options import DEFAULT


def terms(body: str) -> str:
    (text,) = read(f"<ACT><ENACTING.TERMS>{body}</ENACTING.TERMS></ACT>".encode(), DEFAULT)
    return text.text


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        (
            "max <EXPR TYPE='BRACE'>0; a · <EXPR TYPE='BRACKET'>L – E<IND>B</IND></EXPR></EXPR>",
            "max {0; a · (L – E_B)}",
        ),
        ("f<EXPR TYPE='SQBRACKET'>x</EXPR> + <EXPR TYPE='BAR'>x – y</EXPR>", "f[x] + |x – y|"),
        ("<EXPR><EXPR>1 – a</EXPR>\n <OVER/>\n <EXPR>b</EXPR></EXPR> · c", "(1 – a)/b · c"),
        ("100<OVER/><EXPR>b + c</EXPR>", "100/(b + c)"),
        ("<EXPR><EXPR TYPE='BRACKET'>a – b</EXPR></EXPR><OVER/><EXPR><EXPR>a</EXPR> · <EXPR>b</EXPR></EXPR>", "(a – b)/(a · b)"),
        ("<FRACTION><DIVIDEND>a + b</DIVIDEND><DIVISOR>2</DIVISOR></FRACTION>", "(a + b)/2"),
        ("<ROOT/><EXPR>1 – R</EXPR> · <ROOT DEGREE='3'/><EXPR>x</EXPR>", "√(1 – R) · ∛x"),
        ("e<IND LOC='SUP'>– 50 · P</IND> · m<EXPONENT>2</EXPONENT>", "e^(– 50 · P) · m^2"),
        ("Σ <IND LOC='OVER'>n</IND><IND LOC='UNDER'>i = 1</IND> <EXPR>w<IND>i</IND></EXPR>", "Σ^n_(i = 1) w_i"),
        ("a <EXPR/><IND LOC='SUB'/> b", "a b"),
    ],
)
def test_brackets_bars_roots_and_scripts_are_signs(markup: str, line: str) -> None:
    assert terms(f"<FORMULA.S>{markup}</FORMULA.S>") == line


def test_a_formula_in_a_sentence_stays_in_it_and_one_apart_has_its_line() -> None:
    sentence = "<P>If so, it is <FORMULA{}>a = <EXPR>b</EXPR></FORMULA>, at least.</P>"
    assert terms(sentence.format("")) == terms(sentence.format(" TYPE='INLINE'")) == "If so, it is a = b, at least."
    assert terms(sentence.format(" TYPE='OUTLINE'")) == "If so, it is\n\na = b\n\n, at least."
    assert terms("<P>It is</P><FORMULA.S>a = b</FORMULA.S>") == "It is\n\na = b"
