"""Unknown vocabularies of law and Spanish law, by small inputs written by hand."""

from national_files import read_all

SENTENCE = "Il ricorso è infondato in tutti e tre i motivi e va respinto in ogni sua domanda e istanza."


def test_what_holds_a_page_under_the_name_of_a_heading_is_none() -> None:
    """As an Italian `epigrafe`, with which a judgment begins."""
    begin = "".join(f"<oggetto><p>{SENTENCE}</p><p>{SENTENCE}</p></oggetto>" for _ in range(5))
    (text,) = read_all(f"<sentenza><epigrafe>{begin}</epigrafe><corpo><p>{SENTENCE}</p></corpo></sentenza>".encode())
    assert text.text == "\n\n".join([SENTENCE] * 11)
    assert text.title is None


def test_a_name_before_all_but_a_number_heads_its_division_and_others_do_not() -> None:
    """As in Iceland's collection of laws; elsewhere a name is a person's."""
    article = f"<art><nr-title>30. gr.</nr-title><subart><sen>{SENTENCE}</sen><sen>{SENTENCE}</sen></subart></art>" * 3
    chapter = f"<chapter><nr-title>V. kafli.</nr-title><name>Um hitaveitur.</name>{article}</chapter>"
    (text,) = read_all(f"<law><name>Orkulög</name>{chapter}</law>".encode())
    assert text.text.startswith(f"# Orkulög\n\n## V. kafli. Um hitaveitur.\n\n### 30. gr.\n\n{SENTENCE} {SENTENCE}")
    assert text.title == "Orkulög"
    signed = f"<doc><part><title>Leyfi</title>{f'<p>{SENTENCE}</p>' * 4}<name>Anna</name></part></doc>"
    (text,) = read_all(signed.encode())
    assert text.text.endswith(f"{SENTENCE}\n\nAnna")


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


def test_of_a_spanish_block_the_version_that_holds_last_is_read_wherever_it_stands() -> None:
    versions = "".join(
        f'<version fecha_vigencia="{day}"><p class="parrafo">{words}</p></version>'
        for day, words in (("19850423", "Antes."), ("20131231", "Ahora."), ("19900111", "Entonces."))
    )
    assert spanish(f"<bloque>{versions}</bloque>") == "Ahora."
