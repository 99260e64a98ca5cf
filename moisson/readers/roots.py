"""XML formats by their root element. Each pattern searches the root's start tag, default namespace included."""

from moisson.readers.formats import Format, data

ROOTS: list[tuple[str, Format]] = [
    (r"^<(?:[\w.-]+:)?(?i:akomaNtoso|AknXmlList)\b", Format("akn", "application/akn+xml", "law.akn")),
    (r"^<[A-Z][A-Z.]+\b[^>]*\bformex\b", Format("formex", "application/x-formex+xml", "law.formex")),
    (
        r"^<(?:CONS\.(?:ACT|ANNEX|DOC)|ACT|ANNEX|AGR|CJT|CORR|GENERAL|JUDGMENT|ORDER|OPINION|CONCLUSION|DOC|PUBLICATION)(?:\s+(?:xmlns(?::\w+)?|NNC)=\S+)*\s*>",
        Format("formex", "application/x-formex+xml", "law.formex"),
    ),
    (r"^<(?:\w+:)?alto\b", Format("alto", "application/alto+xml", "ocr.alto")),
    (r"^<(?:\w+:)?PcGts\b", Format("page", "application/vnd.prima.page+xml", "ocr.page_xml")),
    (r"^<(?:\w+:)?mets\b[^>]*loc\.gov/METS", Format("mets", "application/mets+xml", "ocr.mets")),
    (
        r"^<(?:\w+:)?document\b[^>]*opendocument\.text\b",
        Format("odt", "application/vnd.oasis.opendocument.text-flat-xml", "office.odt"),
    ),
    (
        r"^<(?:\w+:)?document\b[^>]*opendocument\.spreadsheet\b",
        Format("fods", "application/vnd.oasis.opendocument.spreadsheet-flat-xml", "rows.spreadsheet"),
    ),
    (r"^<(?:\w+:)?document\b[^>]*wordprocessingml", Format("word-xml", "application/vnd.ms-word+xml", "office.word_xml")),
    (
        r"^<(?:\w+:)?(?:package\b[^>]*office/2006/xmlPackage|wordDocument\b[^>]*word/2003/wordml)",
        Format("word-flat", "application/vnd.ms-word+xml", note="a document of Word in one file of XML; save it as DOCX or ODT"),
    ),
    (
        r"^<(?:\w+:)?tt\b[^>]*w3\.org/(?:ns/ttml|20\d\d/\d\d/ttaf1)",
        Format("ttml", "application/ttml+xml", note="subtitles; harvest what was said as a text"),
    ),
    (r"^<(?:dbtplenarprotokoll|DOKUMENT)\b", Format("bundestag-xml", "application/xml", "parliament.bundestag")),
    (r"^<pdf2xml\b", Format("pdf2xml", "application/xml", "ocr.pdf2xml")),
    (r"^<open-rechtspraak\b", Format("rechtspraak", "application/vnd.rechtspraak+xml", "courts.rechtspraak")),
    (r"^<(?:toestand|officiele-publicatie|kamerwrk)\b|^<(?:\w+:)?cvdr\b", Format("bwb", "application/vnd.bwb+xml", "law.bwb")),
    (r"^<Dokument(?=[\s>])", Format("lexdania", "application/vnd.lexdania+xml", "law.lexdania")),
    (r"^<(?:\w+:)?oigusakt\b", Format("riigi-teataja", "application/vnd.riigi-teataja+xml", "law.riigi_teataja")),
    (r"^<(?:act|si)\s*>", Format("eisb", "application/vnd.eisb+xml", "law.eisb")),
    (r"^<dokumente\b", Format("gii", "application/vnd.gii-norm+xml", "law.gii")),
    (r"^<(?:\w+:)?risdok\b", Format("ris", "application/vnd.ris+xml", "law.ris")),
    (r"^<(?:response|documento)(?=[\s>])", Format("boe", "application/vnd.boe+xml", "law.boe")),
    (r"^<dokumentstatus\b", Format("riksdag", "application/vnd.riksdag+xml", "parliament.riksdag")),
    (
        r"^<(?:amendements?|amdtsParOrdreDeDiscussion)\b",
        Format("amendement", "application/vnd.an-amendement+xml", "parliament.amendements"),
    ),
    (r"^<(?:mediawiki|page)\b[^>]*mediawiki\.org", Format("mediawiki", "application/vnd.mediawiki+xml", "law.mediawiki")),
    (
        r"^<(?:ARTICLE|SECTION_TA|TEXTELR|TEXTEKALI|TEXTE_VERSION|TEXTE_JURI_\w+|TEXTE_CNIL|TEXTE_ACCO|IDCC|JO)\s*>",
        Format("dila", "application/vnd.dila+xml", "law.dila"),
    ),
    (r"^<(?:\w+:)?(?:TEI|TEI\.2|teiCorpus(?:\.2)?)(?=[\s>])", Format("tei", "application/tei+xml", "tei.reader")),
    (
        r"^<(?:[\w.-]+:)?(?:ContractNotice|ContractAwardNotice|PriorInformationNotice|BusinessRegistrationInformationNotice)\b",
        Format("eforms", "application/vnd.oasis.ubl+xml", "notices.eforms"),
    ),
    (r"^<(?:[\w.-]+:)?TED_EXPORT\b", Format("ted", "application/vnd.ted+xml", "notices.ted")),
    (
        r"^<(?:\w+:)?(?:listPerson|listOrg|taxonomy|teiHeader)\b[^>]*tei-c\.org",
        Format("tei", "application/tei+xml", "tei.reader"),
    ),
    (
        r"^<(?:\w+:)?(?:urlset|sitemapindex)\b",
        data("sitemap", "application/xml", "a list of addresses; harvest the pages that it names"),
    ),
    (
        r"^<(?:\w+:)?RDF\b[^>]*22-rdf-syntax-ns",
        data("rdf", "application/rdf+xml", "linked data, which describes data sets or terms; harvest what it points to"),
    ),
    (
        r"^<(?:\w+:)?(?:feed\b[^>]*/Atom|rss(?=[\s>]))",
        data("feed", "application/atom+xml", "a feed of links; harvest the pages that it names"),
    ),
    (
        r"^<(?:\w+:)?CodeList\b[^>]*genericode",
        data("genericode", "application/vnd.genericode+xml", "a list of codes, not a document"),
    ),
    (r"^<(?:[\w.-]+:)?dc\b[^>]*/OAI/2\.0/oai_dc", Format("oai-dc", "application/vnd.oai-dc+xml", "catalogue_entry")),
    (
        r"^<(?:\w+:)?OAI-PMH\b",
        data("oai-pmh", "application/xml", "an answer of OAI-PMH: records that describe documents; harvest what they point to"),
    ),
    (
        r"^<(?:\w+:)?(?:GetRecords(?:ById)?|GetRecordById|Capabilities)(?:Response)?\b[^>]*/csw",
        data("csw", "application/xml", "an answer of CSW: records that describe data sets; harvest what they point to"),
    ),
    (
        r"^<(?:\w+:)?(?:sparql\b[^>]*sparql-results|schema\b[^>]*XMLSchema|(?:stylesheet|transform)\b[^>]*XSL/Transform)",
        data("xml-technical", "application/xml", "a query's results, a schema or a program, not a document"),
    ),
]
XML_OTHER = Format("xml", "application/xml", "xml.generic")
