"""The words of a page as pdfium itself gives them, to see that reading the page loses none."""

import ctypes

HYPHEN = "\ufffe"  # what pdfium writes for a hyphen at the end of a line


def shown(text: int) -> str:
    """The text of a page whose text lies at an address."""
    import pypdfium2.raw as raw

    page = ctypes.cast(text, raw.FPDF_TEXTPAGE)
    count = max(raw.FPDFText_CountChars(page), 0)
    units = (ctypes.c_ushort * (count + 1))()
    written = raw.FPDFText_GetText(page, 0, count, units)
    return bytes(units)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace").replace(HYPHEN, "\u00ad")
