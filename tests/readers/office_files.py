"""Office files made of their parts, for tests: the XML is written by hand, only the wrapping is done here."""

import zipfile
from io import BytesIO

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCUMENT = (
    f'<w:document {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><w:body>{body}</w:body></w:document>'
)
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>{more}</Types>'
)
OVERRIDE = (
    '<Override PartName="/word/{part}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{part}+xml"/>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
ODF = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
        for name, uri in {
            "office": "office",
            "text": "text",
            "table": "table",
            "style": "style",
            "draw": "drawing",
            "fo": "xsl-fo-compatible",
            "svg": "svg-compatible",
            "meta": "meta",
        }.items()
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def zipped(members: dict[str, str], *, stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP file of these members, in this order."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in members.items():
            archive.writestr(name, words, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word document: its body, and parts (`styles`, `numbering`, `footnotes`, `endnotes`) by their root's inner XML."""
    members = {
        "[Content_Types].xml": CONTENT_TYPES.format(more="".join(OVERRIDE.format(part=part) for part in parts)),
        "_rels/.rels": RELATIONS.format(
            rows=f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": RELATIONS.format(
            rows="".join(
                f'<Relationship Id="r{number}" Type="{OFFICE}/{part}" Target="{part}.xml"/>'
                for number, part in enumerate(parts, 1)
            )
        ),
        "word/document.xml": DOCUMENT.replace("{body}", body),
    }
    for part, inner in parts.items():
        members[f"word/{part}.xml"] = f"<w:{part} {W}>{inner}</w:{part}>"
    return zipped(members)


def odt(body: str, automatic: str = "", styles: str = "", meta: str = "") -> bytes:
    """An OpenDocument text: its body, its automatic styles, its named styles, its metadata."""
    kind = "application/vnd.oasis.opendocument.text"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return zipped(
        {
            "mimetype": kind,
            "content.xml": f'<office:document-content {ODF} office:version="1.2"><office:automatic-styles>{automatic}'
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f'<office:document-styles {ODF} office:version="1.2"><office:styles>{styles}</office:styles>'
            "</office:document-styles>",
            "meta.xml": f'<office:document-meta {ODF} office:version="1.2"><office:meta>{meta}</office:meta>'
            "</office:document-meta>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            + "".join(
                f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
                for name in ("content", "styles", "meta")
            )
            + "</manifest:manifest>",
        },
        stored=("mimetype",),
    )


def epub(pages: dict[str, str], metadata: str = "", more: dict[str, str] | None = None, manifest: str = "") -> bytes:
    """A book of these pages, each given as what stands in its body."""
    ops = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    items = "".join(
        f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>' for number, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(pages)))
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
            "<rootfiles>"
            '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
            f"{metadata}</metadata><manifest>{manifest}{items}</manifest><spine>{spine}</spine></package>",
            **{
                f"OPS/{name}": f"<html {ops}><head><title>{name}</title></head><body>{body}</body></html>"
                for name, body in pages.items()
            },
            **(more or {}),
        },
        stored=("mimetype",),
    )
