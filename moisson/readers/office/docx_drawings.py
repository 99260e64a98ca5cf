"""Words of drawings in parts of their own: SmartArt as a list, and the titles of charts."""

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.office.docx_styles import child, local, tree, value

MAX_DEPTH = 20  # levels of a list; deeper ones stand at the last
MAX_POINTS = 10_000
TITLE, WORDS, PARAGRAPH, BREAK = "title", "t", "p", "br"


def drawn_words(content: bytes) -> str:
    """The words of SmartArt or of a chart; empty where it is damaged."""
    try:
        root = tree(content, "a drawing")
    except DocumentError:
        return ""
    return _diagram(root) if local(root) == "dataModel" else _chart(root)


def _diagram(root: etree._Element) -> str:
    """The points of SmartArt in the order of its tree (ECMA-376 part 1, 21.4.2)."""
    points = {value(point, "modelId") or "": point for point in _inner(root, "ptLst")}
    inner: dict[str, list[tuple[int, str]]] = {}
    for link in _inner(root, "cxnLst"):
        if (value(link, "type") or "parOf") == "parOf":
            place = value(link, "srcOrd") or "0"
            order = int(place) if place.isdecimal() and len(place) < 7 else 0
            inner.setdefault(value(link, "srcId") or "", []).append((order, value(link, "destId") or ""))
    lines: list[str] = []
    waiting = [(id, -1) for id, point in points.items() if value(point, "type") == "doc"]
    while waiting and len(lines) < MAX_POINTS:
        id, depth = waiting.pop()
        point = points.pop(id, None)
        if point is None:
            continue
        words = _paragraphs(child(point, "t"))
        if words:
            lines.append(f"{'  ' * min(max(depth, 0), MAX_DEPTH)}- {' '.join(words)}")
        below = depth + 1 if words or depth < 0 else depth
        waiting += [(name, below) for _, name in sorted(inner.get(id, ()), reverse=True)]
    return "\n".join(lines)


def _inner(root: etree._Element, name: str) -> list[etree._Element]:
    found = child(root, name)
    return [] if found is None else list(found)


def _chart(root: etree._Element) -> str:
    """The titles of a chart and of its axes, a line each."""
    titles = [title for title in root.iter() if isinstance(title.tag, str) and local(title) == TITLE]
    return "\n".join(words for title in titles if (words := " ".join(_paragraphs(title))))


def _paragraphs(element: etree._Element | None) -> list[str]:
    """The paragraphs in an element that have words."""
    found: list[list[str]] = [[]]
    for part in [] if element is None else element.iter():
        name = local(part) if isinstance(part.tag, str) else ""
        if name == PARAGRAPH:
            found.append([])
        elif name == BREAK:
            found[-1].append(" ")
        elif name == WORDS and part is not element:
            found[-1].append(part.text or "")
    return [words for pieces in found if (words := " ".join("".join(pieces).split()))]
