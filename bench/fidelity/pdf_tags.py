"""What a PDF's tags have, asked of pdfium and not of our reader."""

import re
from ctypes import create_string_buffer
from typing import Any

HEADING = re.compile(r"H[1-6]?")
LONGEST = 64  # bytes of a type, in UTF-16


def tags_headings(document: Any) -> bool:
    """Whether the structure tree of pypdfium2's document has a heading."""
    from pypdfium2 import raw

    buffer = create_string_buffer(LONGEST)
    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page)
        waiting = (
            [raw.FPDF_StructTree_GetChildAtIndex(tree, k) for k in range(raw.FPDF_StructTree_CountChildren(tree))] if tree else []
        )
        while waiting:
            if not (element := waiting.pop()):
                continue
            size = raw.FPDF_StructElement_GetType(element, buffer, LONGEST)
            if HEADING.fullmatch(buffer.raw[: max(min(size, LONGEST) - 2, 0)].decode("utf-16-le")):
                return True
            children = raw.FPDF_StructElement_CountChildren(element)
            waiting += [raw.FPDF_StructElement_GetChildAtIndex(element, k) for k in range(children)]
        if tree:
            raw.FPDF_StructTree_Close(tree)
    return False
