"""Formex 4: what courts decide, as the Court of Justice's own files have it."""

from test_formex import made


def test_the_number_of_a_case_stays_in_its_sentence() -> None:
    case = (
        "<REF.DOC.ECR>vom <DATE>23. April 2015</DATE>, <NAME.CASE>Kommission</NAME.CASE> (<NO.CASE>C-35/15 P[R</NO.CASE>], "
        '<NO.ECLI ECLI="ECLI:EU:C:2015:275">EU:C:2015:275</NO.ECLI>, Rn. <REF.NP.ECR>43</REF.NP.ECR></REF.DOC.ECR>'
    )
    said = f"<NP.ECR><NO.P>6</NO.P><TXT>Vgl. Urteil {case}).</TXT></NP.ECR>"
    apart = "<NO.CASE>C-1/20</NO.CASE><NO.ECLI>EU:C:2020:1</NO.ECLI>"
    assert made(f"<CONTENTS.JUDGMENT><GR.SEQ>{said}</GR.SEQ>{apart}</CONTENTS.JUDGMENT>", "JUDGMENT").text == (
        "6 Vgl. Urteil vom 23. April 2015, Kommission (C-35/15 P[R], EU:C:2015:275, Rn. 43).\n\nC-1/20\n\nEU:C:2020:1"
    )
