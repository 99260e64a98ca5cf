"""Readers of PDF that `pdf_pairs.py` compares: a path becomes text, tables in it as Markdown writes them.

All but ours and pdfium's are imported when they are called, in an environment of their own.
"""

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path


def _moisson(path: Path) -> str:
    from moisson.contracts.errors import DocumentError
    from moisson.readers.pdf import reader
    from moisson.readers.read_options import How

    try:
        return next(iter(reader.read(path.read_bytes(), How(ocr=False)))).text
    except DocumentError as error:  # refused: none of its words is kept
        print(f"{path}: {error}", file=sys.stderr)
        return ""


def _pdfium(path: Path) -> str:
    import pypdfium2

    return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path))


def _pdfplumber(path: Path) -> str:
    pdfplumber = import_module("pdfplumber")
    out = []
    with pdfplumber.open(path) as document:
        for page in document.pages:
            tables = page.find_tables()

            def outside(item: dict[str, float], boxes: tuple[tuple[float, ...], ...] = tuple(t.bbox for t in tables)) -> bool:
                x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
                return not any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in boxes)

            out.append(page.filter(outside).extract_text() or "")
            out += [_markdown(table.extract()) for table in tables]
    return "\n".join(out)


def _pymupdf4llm(path: Path) -> str:
    return str(import_module("pymupdf4llm").to_markdown(str(path), show_progress=False))


def _camelot(path: Path) -> str:
    """Tables alone: by their rules, and by their white space on pages where no rules make one."""
    import pypdfium2

    camelot = import_module("camelot")
    tables = list(camelot.read_pdf(str(path), pages="all", flavor="lattice", suppress_stdout=True))
    without = set(range(1, len(pypdfium2.PdfDocument(path)) + 1)) - {table.page for table in tables}
    if without:
        pages = ",".join(map(str, sorted(without)))
        tables += camelot.read_pdf(str(path), pages=pages, flavor="stream", suppress_stdout=True)
    return "\n".join(_markdown(table.data) for table in sorted(tables, key=lambda table: int(table.page)))


def _markdown(rows: Iterable[Iterable[str | None]]) -> str:
    cells = ([" ".join((cell or "").split()).replace("|", "\\|") for cell in row] for row in rows)
    lines = ["| " + " | ".join(line) + " |" for line in cells]
    return "\n".join(["", *lines[:1], "|---|", *lines[1:], ""])


TOOLS: dict[str, Callable[[Path], str]] = {
    "moisson": _moisson, "pdfium": _pdfium, "pdfplumber": _pdfplumber, "pymupdf4llm": _pymupdf4llm, "camelot": _camelot,
}  # fmt: skip
