"""Italian courts, Romania's law as its portal's service answers, Spanish law, by small inputs written by hand."""

from national_files import read_all

from moisson.readers.contract import Identifier, Text

META = (
    '<meta id="2025" ricorrente="-OMISSIS-"><descrittori><registro anno="2025" n="15"/><fascicolo anno="2026" n="119"/><urn>'
    'urn:nir:tar.lazio</urn><lingua>{language}</lingua></descrittori><ricorso NRG="202500015">2025.xml</ricorso>'
    "<file>2025.xml</file><tipologia>Sentenza</tipologia><firmaEstensore><firma>Rossi</firma></firmaEstensore><dataPubblicazione>01/07/2026"
    "</dataPubblicazione></meta>"
)


SENTENCE = "Il ricorso è infondato in tutti e tre i motivi e va respinto in ogni sua domanda e istanza."


def decision(body: str, language: str = "I") -> Text:
    meta = META.replace("{language}", language)
    markup = (
        f'<?xml version="1.0"?><GA xmlns:h="http://www.w3.org/HTML/1998/html4"><Provvedimento>{meta}{body}</Provvedimento></GA>'
    )
    (text,) = read_all(markup.encode())
    return text


def lines(*words: str) -> str:
    return "".join(f"<h:div>{line}</h:div>" for line in words)


def test_an_italian_decision_is_its_parts_in_order_under_the_name_of_its_court() -> None:
    court = lines(
        "Il Tribunale Amministrativo Regionale per il  Lazio", "(Sezione Prima)", "ha pronunciato la presente", "SENTENZA"
    )
    text = decision(
        f'<epigrafe id="epi"><adunanza norm="">{court}</adunanza><adunanzaTed>\n</adunanzaTed>'
        f"<oggetto>{lines('per l’annullamento')}</oggetto><altro><intervenienti/></altro></epigrafe>"
        f"<premessa>{lines('', 'FATTO', 'Si legge <corsivo>l’atto</corsivo>.')}</premessa><motivazione/>"
        f"<dispositivo>{lines('P.Q.M.')}</dispositivo><sottoscrizioni><dataeluogo norm='17/06/2026'/>"
        f"<sottoscrivente>{lines('IL PRESIDENTE')}</sottoscrivente></sottoscrizioni>"
    )
    assert text.text == (
        "Il Tribunale Amministrativo Regionale per il Lazio\n\n(Sezione Prima)\n\nha pronunciato la presente\n\nSENTENZA\n\n"
        "per l’annullamento\n\nFATTO\n\nSi legge l’atto.\n\nP.Q.M.\n\nIL PRESIDENTE"
    )
    assert text.title == "Tribunale Amministrativo Regionale per il Lazio (Sezione Prima), Sentenza n. 119/2026"
    assert (text.format, text.language, text.created) == ("giustizia-amministrativa", "it", "2026-07-01")
    assert text.identifiers == (Identifier("number", "119/2026"), Identifier("nrg", "202500015"))


def test_the_court_of_bolzano_may_decide_in_german() -> None:
    text = decision(
        f"<epigrafe><adunanza>\n</adunanza><adunanzaTed>{lines('Das Regionale Verwaltungsgericht')}</adunanzaTed></epigrafe>"
        f"<dispositivo/><dispositivoTed>{lines('Der Rekurs wird abgewiesen.')}</dispositivoTed>",
        "T",
    )
    assert text.text == "Das Regionale Verwaltungsgericht\n\nDer Rekurs wird abgewiesen."
    assert (text.language, text.title) == ("de", "Das Regionale Verwaltungsgericht, Sentenza n. 119/2026")


def romanian(*acts: str) -> list[Text]:
    held = "".join(f"<a:Legi>{act}</a:Legi>" for act in acts)
    return read_all(
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><SearchResponse><SearchResult xmlns:a="urn:a">'
        f"{held}</SearchResult></SearchResponse></s:Body></s:Envelope>".encode()
    )


def romanian_act(number: int, words: str, title: str) -> str:
    return (
        f"<a:DataVigoare>2018-03-16</a:DataVigoare><a:Emitent>Guvernul</a:Emitent><a:LinkHtml>http://a.ro/{number}</a:LinkHtml>"
        f"<a:Numar>{number}</a:Numar><a:Publicatie>Monitorul Oficial</a:Publicatie><a:Text> {words}</a:Text>"
        f"<a:TipAct>ORDIN</a:TipAct><a:Titlu> {title}     EMITENT     Guvernul   PUBLICAT ÎN\n\t\t Monitorul nr. 1</a:Titlu>"
    )


def test_each_act_of_a_romanian_answer_is_a_document_with_its_articles() -> None:
    words = (
        "ORDIN nr. 7 din 27 februarie 2018  pentru evidențe     EMITENT     GUVERNUL       Publicat în\n\t\t\t  MONITORUL"
        " OFICIAL nr. 1      Având în vedere  art. 11 ,   emite:    \n\t\t + \n\t\t\t  Articolul 1      Evidența se închide."
        "    \n\t + \n\t"
        "Articolul 2      (1)    De la data  deschiderii.        -----  "
    )
    first, second = romanian(
        romanian_act(7, words, "ORDIN nr. 7 din 27 februarie 2018  pentru evidenţe"), romanian_act(8, "Alt act.", "")
    )
    assert first.text == (
        "# ORDIN nr. 7 din 27 februarie 2018 pentru evidențe\n\nEMITENT\n\nGUVERNUL\n\nPublicat în MONITORUL OFICIAL"
        " nr. 1\n\nAvând în vedere art. 11 ,\n\nemite:\n\n## Articolul 1\n\nEvidența se închide.\n\n## Articolul 2\n\n"
        "(1) De la data deschiderii."
    )
    assert (first.title, first.language, first.created) == (
        "ORDIN nr. 7 din 27 februarie 2018 pentru evidenţe",
        "ro",
        "2018-02-27",
    )
    assert (first.valid_from, first.url, first.part) == ("2018-03-16", "http://a.ro/7", "7")
    assert first.identifiers == (Identifier("number", "7"),)
    assert (second.text, second.part) == ("Alt act.", "8")


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
