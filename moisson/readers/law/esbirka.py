"""Czech acts of e-Sbírka: JSON, one entry for each fragment, with its depth, its kind and its words as HTML."""

import re
from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Text
from moisson.readers.facts.dates import one_date
from moisson.readers.facts.stated import iso_date
from moisson.readers.html.page import html_to_text
from moisson.readers.read_options import How

LEFT_OUT = {
    "(seznam)": "every field of a fragment but `xhtml`: metadata, fields are made of some",
    "Prefix_Number": "the act's number: the title states it",
}
DIVISIONS = ("Cast", "Hlava", "Dil", "Oddil", "Pododdil", "Kniha", "Priloha", "Paragraf", "Clanek", "Cl")
NUMBER, ABOVE, BELOW = "Prefix_Number", "Nadpis_nad", "Nadpis_pod"
AMENDED = re.compile(r"(?<!,) ve znění (?=[^,]{0,300}č\. \d+/\d{4})")  # where a citation begins to list amending acts
VERSION = re.compile(r"/(\d{4}-\d\d-\d\d)(?:/|$)")
MADE = "ze dne "  # what a date stands after
QUOTATION = "Block_Citace"  # words that an amending act puts into another one
SEPARATOR = " – "


def read(content: bytes, how: How) -> Iterator[Text]:
    """One act: the fragments in order, divisions as headings, articles one level below them."""
    fragments = File("fragments", content).json().get("seznam")
    if not isinstance(fragments, list) or not fragments or not all(isinstance(fragment, dict) for fragment in fragments):
        raise DocumentError("empty", "no list of fragments under seznam")
    blocks: list[str] = []
    open_depths: list[int] = []  # of the divisions that are open, in the file's own count
    quoted: int | None = None  # the depth of the quotation that is open
    created: str | None = None
    heading = 0  # where in `blocks` a heading waits for its title
    for fragment in fragments:
        kind, depth = str(fragment.get("kodTypuFragmentu")), int(fragment.get("hloubka") or 0)
        if quoted is not None and depth <= quoted:
            quoted = None
        if kind == QUOTATION and quoted is None:
            quoted = depth
        words = html_to_text(fragment.get("xhtml") or "")
        if not words or kind == NUMBER:
            continue
        if created is None and words.startswith(MADE):
            created = one_date(words.removeprefix(MADE), "cs")
        if kind == BELOW and heading == len(blocks) and blocks and quoted is None:
            blocks[-1] += SEPARATOR + " ".join(words.split())
        elif (kind in DIVISIONS or kind == ABOVE) and quoted is None:
            open_depths = [above for above in open_depths if above < depth]
            level = min(2 + len(open_depths), 6)
            if kind != ABOVE:
                open_depths.append(depth)
            blocks.append(f"{'#' * level} {' '.join(words.split())}")
            heading = len(blocks)
        else:
            blocks.append(words)
    first = fragments[0]
    citation, eli = str(first.get("uplnaCitace") or "").strip(), str(first.get("eli") or "")
    title = AMENDED.split(citation, maxsplit=1)[0] or None
    version = VERSION.search(eli)
    number = re.search(r"\bč\. (\d+/\d{4} Sb\.(?: m\. s\.)?)", citation)
    yield Text(
        "\n\n".join([*([f"# {title}"] if title else []), *blocks]),
        "esbirka",
        title,
        "cs",
        created,
        url=f"https://www.e-sbirka.cz{first['staleUrl']}" if isinstance(first.get("staleUrl"), str) else None,
        valid_from=iso_date(version[1]) if version else None,
        identifiers=(
            *([Identifier("eli", eli.removesuffix("/dokument"))] if eli else []),
            *([Identifier("number", number[1])] if number else []),
        ),
    )
