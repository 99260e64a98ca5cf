"""Tagged PDF files made by hand for tests: pages whose content is marked, and the structure tree above it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from small_pdf import show

Leaf = tuple[int, int]  # a page, from 0, and the mark of a piece of content on it


@dataclass
class Element:
    """An element of a structure tree; `more` are further entries of its dictionary."""

    kind: str
    inner: "Sequence[Element | Leaf]" = field(default_factory=tuple)
    more: str = ""


def marked(mark: int, *content: str, kind: str = "P") -> str:
    """Content with a mark."""
    return "\n".join([f"/{kind} <</MCID {mark}>> BDC", *content, "EMC"])


def furnishing(*content: str) -> str:
    """Content that the file calls furniture."""
    return "\n".join(["/Artifact <</Type /Pagination>> BDC", *content, "EMC"])


def lines(mark: int, y: float, *texts: str, x: float = 50, size: float = 10, font: str = "F1") -> str:
    """The lines of a piece of content, from a height down."""
    return marked(mark, *[show(x, y - 1.2 * size * k, text, size, font) for k, text in enumerate(texts)])


def tagged_pdf(pages: Sequence[Sequence[str]], *tree: Element, roles: str = "", extra: str = "") -> bytes:
    """A file of pages of 500 by 700 points with a structure tree; F1 is Helvetica, F2 its bold face."""
    objects: list[str] = []

    def add(body: str) -> int:
        objects.append(body)
        return len(objects)

    catalog, root, kids, parents = (add("") for _ in range(4))
    fonts = [
        add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    numbers = []
    for number, content in enumerate(pages):
        stream = "\n".join(content)
        body = add(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
        numbers.append(
            add(
                f"<< /Type /Page /Parent {kids} 0 R /MediaBox [0 0 500 700] /Contents {body} 0 R /StructParents {number} "
                f"/Resources << /Font << /F1 {fonts[0]} 0 R /F2 {fonts[1]} 0 R >> >> >>"
            )
        )
    owners: list[dict[int, int]] = [{} for _ in pages]

    def build(element: Element, parent: int) -> int:
        own = add("")
        inner = []
        for each in element.inner:
            if isinstance(each, Element):
                inner.append(f"{build(each, own)} 0 R")
            else:
                page, mark = each
                owners[page][mark] = own
                inner.append(f"<< /Type /MCR /Pg {numbers[page]} 0 R /MCID {mark} >>")
        objects[own - 1] = f"<< /Type /StructElem /S /{element.kind} /P {parent} 0 R /K [{' '.join(inner)}] {element.more} >>"
        return own

    tops = [f"{build(element, root)} 0 R" for element in tree]
    objects[catalog - 1] = f"<< /Type /Catalog /Pages {kids} 0 R /MarkInfo << /Marked true >> /StructTreeRoot {root} 0 R >>"
    objects[root - 1] = (
        f"<< /Type /StructTreeRoot /K [{' '.join(tops)}] /ParentTree {parents} 0 R /RoleMap << {roles} >> {extra} >>"
    )
    objects[kids - 1] = f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] /Count {len(numbers)} >>"
    nums = []
    for page, marks in enumerate(owners):
        named = " ".join(f"{marks[m]} 0 R" if m in marks else "null" for m in range(max(marks, default=-1) + 1))
        nums.append(f"{page} [{named}]")
    objects[parents - 1] = f"<< /Nums [{' '.join(nums)}] >>"
    return assembled(objects)


def assembled(objects: Sequence[str]) -> bytes:
    """Objects as a file; the first is its catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
