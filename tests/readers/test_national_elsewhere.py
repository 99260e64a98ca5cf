"""Unknown vocabularies of law and Spanish law, by small inputs written by hand."""

from national_files import read_all

SENTENCE = "Il ricorso è infondato in tutti e tre i motivi e va respinto in ogni sua domanda e istanza."


def test_what_holds_a_page_under_the_name_of_a_heading_is_none() -> None:
    """As an Italian `epigrafe`, with which a judgment begins."""
    begin = "".join(f"<oggetto><p>{SENTENCE}</p><p>{SENTENCE}</p></oggetto>" for _ in range(5))
    (text,) = read_all(f"<sentenza><epigrafe>{begin}</epigrafe><corpo><p>{SENTENCE}</p></corpo></sentenza>".encode())
    assert text.text == "\n\n".join([SENTENCE] * 11)
    assert text.title is None


def spanish(texto: str) -> str:
    meta = "<metadatos><identificador>BOE-A-1</identificador></metadatos>"
    (text,) = read_all(f"<documento>{meta}<texto>{texto}</texto></documento>".encode())
    return text.text


def test_what_a_spanish_act_puts_into_another_one_is_kept_and_its_articles_are_no_headings() -> None:
    quoted = '<p class="articulo">«Artículo 5. Objeto.</p><p class="parrafo">1. Nuevo texto.»</p>'
    assert spanish(
        f"""<p class="articulo">Artículo único.</p><p class="parrafo">Queda redactado como sigue:</p><blockquote class="sangrado">
        {quoted}</blockquote><p class="parrafo">Dos. Se suprime.</p><p class="nota_pie">(1) Nota del acto.</p>
        <blockquote><p class="nota_pie">Se modifica.</p></blockquote>"""
    ) == (
        "# Artículo único.\n\nQueda redactado como sigue:\n\n«Artículo 5. Objeto.\n\n1. Nuevo texto.»\n\nDos. Se suprime.\n\n"
        "(1) Nota del acto."
    )
