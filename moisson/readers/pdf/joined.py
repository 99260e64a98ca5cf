"""What goes on in the next column or on the next page: paragraphs, and the rows of tables."""

from collections.abc import Sequence

from moisson.readers.hyphens import join
from moisson.readers.pdf.writing import Block, Style, marked

SAME = 0.1  # of the size: type that differs by less is of one paragraph; files round sizes, and scans measure them


def continues(last: Block, first: Block) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    if last.told and first.told:
        return False
    if last.kind not in ("text", "item") or first.kind != "text" or abs(last.size - first.size) > SAME * last.size:
        return False
    if last.text.endswith("-") and first.text[:1].islower():
        return True
    start = first.text.lstrip('«“"(')[:1]
    ended = last.text.rstrip('»”")').endswith((".", "!", "?", ":", ";"))
    if start.islower() and not marked(first.text):
        return not ended or (last.open and not first.fresh)
    return last.open and not ended and not first.fresh and not marked(first.text)


def more(last: Block, first: Block) -> Block | None:
    """The rows of a table that goes on from the last page, without a head that stands there again; None where it does not."""
    if last.kind not in ("table", "rows") or first.kind != "table" or (last.told and first.told):
        return None
    head, _, rows = (first.text + "\n").split("\n", 2)  # below the head a rule
    if last.head.count(" | ") != head.count(" | "):
        return None
    again = head.replace("|", " ").split() == last.head.replace("|", " ").split()
    if first.bold and not again:
        return None  # another table, with a head of its own
    return Block("rows", (rows if again else f"{head}\n{rows}").rstrip("\n"), first.size, head=last.head)


def joined(parts: Sequence[list[Block]], style: Style) -> list[Block]:
    """The blocks of all pages; a paragraph that runs over to the next page is one, and notes stand behind it."""
    out: list[Block] = []
    held: list[Block] = []
    for part in parts:
        text = [b for b in part if b.kind != "note"]
        notes = [b for b in part if b.kind == "note"]
        if out and text and continues(out[-1], text[0]):
            last, first = out[-1], text[0]
            last.text, last.open = join(last.text, first.text, style.language, style.words), first.open
            text = text[1:]
            if not text:
                held.extend(notes)
                continue
        if out and text and not held and (rows := more(out[-1], text[0])):
            text[0] = rows
        out.extend(held)
        out.extend(text)
        held = notes
    return out + held
