"""What the tags of HTML are to a text: blocks, headings, lists."""

from moisson.readers.markdown import BREAK, Writer


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


BLOCKS = names(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr legend main nav p para pre section summary table tbody td tfoot th thead tr"
)
HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
LISTS = names("ul ol menu dir")


def start_tag(out: Writer, tag: str, number: int = 1) -> None:
    """An element begins; `number` is that of a numbered list's first item."""
    if tag == "br":
        out.write(BREAK)
    elif tag == "sup":
        out.open_superscript()
    elif tag == "li":
        out.open_item()
    elif tag in LISTS:
        out.open_list(number if tag == "ol" else None)
    elif tag in BLOCKS:
        out.paragraph()
        out.heading = HEADINGS.get(tag, out.heading)


def end_tag(out: Writer, tag: str) -> None:
    """An element ends."""
    if tag == "sup":
        out.close_superscript()
    elif tag == "li":
        out.close_item()
    elif tag in LISTS:
        out.close_list()
    elif tag in BLOCKS:
        out.paragraph()
        if tag in HEADINGS:
            out.heading = ""
