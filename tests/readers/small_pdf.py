"""PDF files made by hand for tests: pages of text at given places, lines, and what breaks readers."""

from collections.abc import Sequence

COLUMN = [  # lines of a column
    "Die Gemeinden erheben von allen, die dort",
    "wohnen, eine Abgabe, deren Höhe sich nach",
    "dem Einkommen bemisst und die der Kanton",
    "jedes Jahr neu festsetzt; wer umzieht, zahlt",
    "sie dort, wo er am ersten Tag des Jahres",
    "gemeldet war, und erhält auf Antrag zurück,",
    "was er zu viel bezahlt hat, sobald feststeht,",
]
LEFT = [  # lines of the column beside it
    "Der Bund sorgt im Rahmen seiner Befugnisse",
    "dafür, dass die Wohlfahrt wächst, und wacht",
    "darüber, dass die Länder ihre Aufgaben so",
    "wahrnehmen, wie es ihnen die Verfassung auf",
    "gibt, soweit sie es können und niemand sonst",
    "dazu berufen ist, an ihrer Stelle zu handeln,",
    "und das Gesetz sagt ihnen, wann sie es dürfen",
]


def show(x: float, y: float, text: str, size: float = 10, font: str = "F1") -> str:
    """Text whose first character stands at a place, from the bottom left."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf {x} {y} Td ({escaped}) Tj ET"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A stroke."""
    return f"{x0} {y0} m {x1} {y1} l S"


def codes(x: float, y: float, text: bytes, size: float = 10) -> str:
    """The glyphs at given codes of a drawn font (F3)."""
    return f"BT /F3 {size} Tf {x} {y} Td <{text.hex()}> Tj ET"


def drawn(glyph: int) -> str:
    """A font that draws one glyph for all codes and says nothing of what they mean, as TeX's bitmaps do."""
    names, widths = " ".join(f"/a{code}" for code in range(256)), " ".join(["500"] * 256)
    glyphs = " ".join(f"/a{code} {glyph} 0 R" for code in range(256))
    return (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 0 /LastChar 255 "
        f"/Widths [{widths}] /Encoding << /Type /Encoding /Differences [0 {names}] >> /CharProcs << {glyphs} >> >>"
    )


def outlined(marks: Sequence[tuple[int, int, str]], first: int) -> list[str]:
    """The objects of an outline, from number `first` on: of each mark its level and its page, from 1, and its title."""
    objects, last = ["", *([""] * len(marks))], {0: first}
    inner: dict[int, list[int]] = {first: []}
    above: dict[int, int] = {}
    for number, (level, _, _) in enumerate(marks, first + 1):
        above[number], last[level], inner[number] = last[level - 1], number, []
        inner[last[level - 1]].append(number)
    for number, children in inner.items():
        text = f"/First {children[0]} 0 R /Last {children[-1]} 0 R /Count {len(children)} " if children else ""
        if number > first:
            _, page, title = marks[number - first - 1]
            beside = inner[above[number]]
            at = beside.index(number)
            text += f"/Title ({title}) /Parent {above[number]} 0 R /Dest [{3 + 2 * page} 0 R /Fit] "
            text += f"/Next {beside[at + 1]} 0 R " if at + 1 < len(beside) else ""
            text += f"/Prev {beside[at - 1]} 0 R " if at else ""
        objects[number - first] = f"<< {text}>>"
    return objects


def pdf(*pages: list[str], rotate: int = 0, info: str = "", lang: str = "", marks: Sequence[tuple[int, int, str]] = ()) -> bytes:
    """A file of pages of 500 by 700 points; font F1 is Helvetica, F2 its bold face, F3 a drawn one; `marks` are its outline's."""
    count = len(pages)
    outline = f"/Outlines {7 + 2 * count} 0 R" if marks else ""
    kids = " ".join(f"{5 + 2 * k} 0 R" for k in range(count))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/Lang ({lang})' if lang else ''} {outline} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(pages):
        stream = "\n".join(content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 700] /Rotate {rotate} /Contents {6 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 {5 + 2 * count} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    glyph = "500 0 0 0 400 600 d1 0 0 400 600 re f"
    objects += [drawn(6 + 2 * count), f"<< /Length {len(glyph)} >>\nstream\n{glyph}\nendstream"]
    objects += outlined(marks, 7 + 2 * count) if marks else []
    objects.append(f"<< {info} >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return out


def justified(x: float, top: float, lines: Sequence[str], width: float, step: float = 12) -> list[str]:
    """Lines whose words are set apart so that they end at one place."""
    import pypdfium2

    out = []
    for k, text in enumerate(lines):
        page = pypdfium2.PdfDocument(pdf([show(0, 600, text)]))[0].get_textpage()
        space = (width - page.get_charbox(len(text) - 1, loose=True)[2]) / text.count(" ")
        out.append(show(x, top - step * k, text).replace("BT", f"BT {space} Tw"))
    return out
