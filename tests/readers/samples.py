"""A small file of each format, written by hand, to be spoilt."""

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq


def zipped(**members: str | bytes) -> bytes:
    """A ZIP file; `__` stands for `/` in a member's name, `_dot_` for a point."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            named = zipfile.ZipInfo(name.replace("__", "/").replace("_dot_", "."))  # of 1980: the same bytes at any time
            archive.writestr(named, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def parquet() -> bytes:
    made = pa.BufferOutputStream()
    pq.write_table(pa.table({"id": ["a", "b"], "text": ["Le premier texte.", "Le second texte."]}), made)
    return bytes(made.getvalue())


def pdf() -> bytes:
    """One page that says two lines, with a cross-reference table that is right."""
    words = b"BT /F1 12 Tf 72 720 Td (Article premier) Tj 0 -20 Td (La loi est publique.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF" % (table, len(made))
    return made + end


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)

SAMPLES: dict[str, bytes] = {
    "akn": b"""<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><act><meta><identification source="#x"><FRBRWork>
<FRBRuri value="/eli/loi/2024/1"/><FRBRdate date="2024-05-03" name="Generation"/></FRBRWork></identification></meta><body><article>
<num>Art. 1</num><heading>Objet</heading><paragraph><num>1.</num><content><p>La loi<authorialNote marker="1"><p>Note.</p>
</authorialNote> dispose.</p></content></paragraph></article></body></act></akomaNtoso>""",
    "formex": b"""<ACT><BIB.INSTANCE><DATE ISO="20240503">x</DATE></BIB.INSTANCE><TITLE><TI><P>Regulation</P></TI></TITLE>
<ENACTING.TERMS><ARTICLE IDENTIFIER="001"><TI.ART>Article 1</TI.ART><ALINEA>This shall apply.</ALINEA></ARTICLE></ENACTING.TERMS></ACT>""",
    "tei": b"""<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Sitting</title></titleStmt></fileDesc>
</teiHeader><text><body><div><note type="speaker">The Speaker:</note><u who="#S"><seg>Order, order.</seg>
<kinesic type="applause"><desc>Applause</desc></kinesic></u></div></body></text></TEI>""",
    "alto": b"""<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page><PrintSpace><TextBlock ID="b"><TextLine>
<String CONTENT="Le" WC="0.9"/><SP/><String CONTENT="roi" WC="0.8"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>""",
    "page": b"""<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page imageFilename="a.png"><TextRegion id="r">
<TextLine id="l"><TextEquiv><Unicode>Was ist Aufklaerung</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>""",
    "hocr": b"""<html><head><meta name="ocr-system" content="t"/></head><body><div class="ocr_page"><p class="ocr_par"><span class="ocr_line">
<span class="ocrx_word" title="x_wconf 91">Slovo</span></span></p></div></body></html>""",
    "rechtspraak": b"""<open-rechtspraak><RDF><Description><identifier>ECLI:NL:HR:2020:1</identifier></Description></RDF>
<uitspraak id="ECLI:NL:HR:2020:1"><section role="overwegingen"><title><nr>1</nr>Gronden</title><para>De zaak.</para></section></uitspraak>
</open-rechtspraak>""",
    "html": b"""<!DOCTYPE html><html lang="fr"><head><title>Avis</title></head><body><main><h1>Avis</h1><p>Le conseil d\xc3\xa9cide.</p>
<table><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></main></body></html>""",
    "markdown": b"---\ntitle: Loi\ndate: 2024-01-02\n---\n\n# Loi\n\nArticle 1. [La loi](https://example.org) est publique.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "text": "Sitzung vom 3. Mai.\nDer Präsident eröffnet die Sitzung, die um neun Uhr beginnt.\n".encode(),
    "json lines": b'{"id": "a", "text": "Le premier texte."}\n{"id": "b", "text": "Le second."}\n',
    "json": b'{"results": [{"id": "a", "text": "Le premier texte."}]}',
    "csv": b"nom;titre;texte\na;b;Un texte qui se lit comme une phrase.\nc;d;Un autre texte, long lui aussi.\ne;f;Encore un.\n",
    "rtf": rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}\pard Le pr\'e9sident \u8217?a dit.\par {\footnote Une note.}\par}",
    "docx": zipped(
        **{"[Content_Types]_dot_xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"},
        word__document_dot_xml=f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>Le texte.</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r>'
        "<w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
    ),
    "odt": zipped(
        mimetype="application/vnd.oasis.opendocument.text",
        content_dot_xml=f"<office:document-content {ODF}><office:body><office:text><text:h text:outline-level='1'>Titre</text:h>"
        "<text:p>Le texte.</text:p></office:text></office:body></office:document-content>",
    ),
    "fods": (
        f"<office:document {ODF} office:mimetype='application/vnd.oasis.opendocument.spreadsheet'><office:body><office:spreadsheet>"
        "<table:table table:name='Avis'><table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='string'>"
        "<text:p>Le <text:span>maire</text:span><text:s text:c='2'/>&amp; lui</text:p></table:table-cell><table:table-cell/>"
        "<table:table-cell office:value-type='float' office:value='1.50'><text:p>1,50</text:p></table:table-cell></table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document>"
    ).encode(),
    "xlsx": zipped(
        **{"[Content_Types]_dot_xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"},
        _rels___dot_rels="<Relationships><Relationship Id='r' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        "officeDocument' Target='xl/workbook.xml'/></Relationships>",
        xl__workbook_dot_xml="<workbook><sheets><sheet name='Avis' r:id='a'/></sheets></workbook>",
        xl___rels__workbook_dot_xml_dot_rels="<Relationships><Relationship Id='a' Type='x/worksheet' Target='a.xml'/></Relationships>",
        xl__sharedStrings_dot_xml="<sst><si><r><t>Le </t></r><r><t>maire</t></r></si></sst>",
        xl__styles_dot_xml="<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>",
        xl__a_dot_xml="<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' s='0'><v>43831.5</v></c></row>"
        "<row><c t='inlineStr'><is><t>Favorable</t></is></c></row></sheetData></worksheet>",
    ),
    "epub": zipped(
        mimetype="application/epub+zip",
        **{
            "META-INF__container_dot_xml": "<container><rootfiles><rootfile full-path='a.opf'/></rootfiles></container>",
            "a_dot_opf": "<package><manifest><item id='i' href='a.xhtml' media-type='application/xhtml+xml'/></manifest>"
            "<spine><itemref idref='i'/></spine></package>",
            "a_dot_xhtml": "<html><body><h1>Titre</h1><p>Le texte.</p></body></html>",
        },
    ),
    "parquet": parquet(),
    "pdf": pdf(),
}
