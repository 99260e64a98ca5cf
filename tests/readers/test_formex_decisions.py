"""Formex 4: what courts decide, as the Court of Justice's own files have it."""

from test_formex import made, terms


def test_an_old_judgment_is_named_by_its_running_head() -> None:
    head = '<CURR.TITLE><LEFT>DOM DEN <DATE ISO="20020917">17.9.2002</DATE> — MÅL C-513/99</LEFT><RIGHT>X</RIGHT></CURR.TITLE>'
    data = "<BIB.JUDGMENT><REF.CASE><NO.CASE>C-513/99</NO.CASE></REF.CASE></BIB.JUDGMENT>"
    said = "<CONTENTS.JUDGMENT><NP><NO.P>1</NO.P><TXT>Frågan.</TXT></NP></CONTENTS.JUDGMENT>"
    text = made(f"{data}{head}<TITLE><TI><P><IE/></P></TI></TITLE>{said}", "JUDGMENT")
    assert (text.title, text.created, text.kind, text.text) == (
        "DOM DEN 17.9.2002 — MÅL C-513/99",
        "2002-09-17",
        "decision",
        "1 Frågan.",
    )


def test_words_quoted_in_a_sentence_stay_in_it() -> None:
    quotation = "<QUOT.S>adekvat skyddsnivå</QUOT.S>"
    assert terms(f"<P>Att uttrycket {quotation} ska förstås.</P><P>Det lyder: {quotation}</P>") == (
        "Att uttrycket adekvat skyddsnivå ska förstås.\n\nDet lyder:\n\nadekvat skyddsnivå"
    )


def test_the_heading_of_a_preamble_is_its_own() -> None:
    preamble = "<PREAMBLE.GEN><TITLE><TI><P>Ingress</P></TI></TITLE><P>Vi.</P></PREAMBLE.GEN>"
    title = "<TITLE><TI><P>Stadga</P></TI></TITLE>"
    assert made(f"<CONTENTS><GR.SEQ>{title}{preamble}</GR.SEQ></CONTENTS>", "ANNEX").text == "# Stadga\n\n## Ingress\n\nVi."


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
