"""What elements are usually called in the languages of Europe, by their part: for vocabularies that nobody described."""

import re
from functools import lru_cache

from moisson.readers.xml.structure import Role

NAMES = {
    Role.SKIP: """
        meta metadata metadaten metadatos metadados metadonnees metadati metaandmed metadane metaadatok identification identifiers
        head style styles stylesheet script toc tableofcontents inhaltsverzeichnis sommaire indice layout layoutdaten binary
        graphic image img illustration plaatje colspec colgroup col signaturevalue digestvalue x509certificate x509data keyinfo
        links link liens href url uri id guid checksum rdf metadado descrittori del deleted
        journal-meta article-id article-categories contrib-group aff author-notes pub-date pub-history issue elocation-id
        permissions kwd-group funding-group counts custom-meta-group""",
    Role.HEADING: """
        title titel titre titolo titulo título titul title1 naslov tytul tytuł cim cím cimek nazev název pealkiri otsikko rubrik
        rubrica rubrique rubriek heading header headline head1 ueberschrift überschrift kop nadpis virsraksts pavadinimas intitule
        intitulé overskrift caption doctitle betreff hd subtitle untertitel soustitre sottotitolo subtitulo
        nomeagrupador epigrafe epígrafe rubrica opschrift titolodoc longtitle shorttitle marginalnote sidenote
        article-title bridgehead tittel sakstittel avsnittsrubrik underrubrik""",
    Role.NUMBER: """
        num nr number no numero número numéro nummer enum label marker cislo číslo numer szam szám broj stevilka številka gldnr
        designation bezeichnung enbez articlenumber rotulo rótulo nr-title""",
    Role.SECTION: """
        section sect sec sekcja seccion seccao sezione sectie chapter chapitre kapitel capitolo capitulo capítulo kapitola
        rozdzial rozdział fejezet poglavje hoofdstuk part partie teil parte deel cast část dzial dział resz rész book livre buch
        libro livro boek kniha ksiega księga title-division titlegroup division divisie div div1 div2 div3 div4 article artikel
        articolo articulo artigo artikla artykul artykuł clanek článek clanak članak clen člen paragraaf paragraf straipsnis pants
        annex annexe anhang anlage anexo allegato bijlage priloha příloha zalacznik załącznik melleklet melléklet priloga priedas
        pielikums liite bilaga bilag lisa appendix attachment schedule afdeling abschnitt unterabschnitt odsek oddiel oddil
        art
        capo""",
    Role.POINT: """
        paragraph paragraphe paragrafo párrafo parrafo parágrafo par absatz abs odstavec ustep ustęp bekezdes bekezdés
        odstavek lid lõige loige ledd stk subsection subparagraph subclause clause punkt point alinea alinéa inciso
        comma""",
    Role.BLOCK: """
        p para al pastraipa rindkopa kappale stycke text texte texto tekst testo testoxhtml texts txt content contenu inhalt
        contenido
        contenuto conteudo tresc treść szoveg szöveg vsebina body corps main intro introduction preface preamble preambule
        préambule preambulo praeambel
        speech corpo verbatim statement quote blockquote line linea l lg description summary abstract resume
        motif motifs reason reasons begruendung begründung pre caput ementa articulacao""",
    Role.LIST: "list liste lista lijst ul ol itemizedlist orderedlist blocklist luettelo seznam sarasas",
    Role.ITEM: "item li listitem listelem litem punto pkt kohta",
    Role.TABLE: "table tabelle tableau tabla tabela tabella tgroup",
    Role.ROW: "row tr rangee rangée zeile rang fila linha ligne strow",
    Role.CELL: "cell td th entry stcell celda cellule zelle",
    Role.NOTE: """
        note fn footnote fussnote notaalpie notapie notapiepagina notarodape notebasdepage noot voetnoot nota poznamka przypis
        labjegyzet opomba""",
    Role.SPACED: "sen sentence satz",
    Role.BREAK: "br lb newline linebreak reavahetus",
    Role.RAISED: "sup superscript su hoch super",
    Role.INLINE: """
        i b u em strong bold italic emphasis emph hi span a ref xref ref-link sc anchor small sub inf font term name quote-text q
        date person place organization nadruk extref intref ins virgolette""",
}
ROLES = {name: role for role, names in NAMES.items() for name in names.split()}
COMPOUND = re.compile(r"[-_.]|(?<=[a-z])(?=[A-Z])")  # `major-heading`, `SectionHeading`
LAST = {  # words that tell at the end of any name
    **dict.fromkeys(("heading", "überschrift", "ueberschrift", "opschrift"), Role.HEADING),
    **dict.fromkeys(("note", "footnote", "fussnote", "voetnoot"), Role.NOTE),
    **dict.fromkeys(("metadata", "metadaten", "identificatie", "identification"), Role.SKIP),
}
FURNITURE = frozenset((("running", "head"), ("running", "title"), ("page", "header"), ("page", "footer"), ("page", "number")))
MARGINAL = frozenset(("sidenote", "marginalnote"))  # headings, unless what they stand in has another
PAGES = frozenset(("page", "pb", "pagebreak", "pagenum"))  # where a printed page begins, unless they hold its words
PARTS = frozenset(
    (Role.SECTION, Role.POINT, Role.ITEM, Role.NOTE)
)  # whose numbers and titles may be named with them: `LidNummer`
TOPICS = frozenset(("debate", "agenda", "motion", "text"))  # as much
QUOTING = frozenset(("quotedcontent", "quoted-block", "quotedblock", "quotedstructure", "blockamendment"))  # words of another act
DESIGNATIONS = frozenset(("docnumber", "documentnumber"))  # what a kind of act goes before: `Public Law` `115–9`
SPEECHES = frozenset(("speech", "intervention", "intervencion", "intervención", "intervento", "discurso", "rede", "tale"))
SPEAKERS = frozenset(
    ("speaker", "speakername", "speaker-name", "speaker_name", "orador", "oratore", "orateur", "redner", "nominativo")
)
DESCRIBING = frozenset(("description", "summary", "abstract", "resume", "statement", "reason", "reasons"))  # of a catalogue, too
PROSE = frozenset(
    name
    for name, role in ROLES.items()
    if role in (Role.BLOCK, Role.POINT, Role.CELL, Role.ITEM, Role.SECTION, Role.INLINE, Role.SPACED) and name not in DESCRIBING
)


@lru_cache(4096)
def named(tag: str) -> Role | None:
    """The part that a name means, prefix and case apart: by the whole name, else by the last of the words that it is made of."""
    local = tag.rpartition(":")[2]
    if role := ROLES.get(local.casefold()):
        return role
    words = [word.casefold() for word in COMPOUND.split(local)]
    role = ROLES.get(words[-1])
    if role in (Role.NUMBER, Role.HEADING) and (ROLES.get(words[0]) in PARTS or words[0] in TOPICS):
        return role
    return Role.SKIP if tuple(words[-2:]) in FURNITURE else LAST.get(words[-1])
