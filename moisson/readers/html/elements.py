"""What lxml's tree says of each element, in lists in the order of the page: asked once, since lxml makes elements anew."""

from typing import Any

from lxml import etree

NONE: dict[str, str] = {}  # the attributes of an element without any


def columns(root: etree._Element) -> tuple[list[Any], ...]:
    """Names, words after the start tag, words after the end tag, attributes; parents, ends and elements before, by position."""
    tags: list[str] = []
    texts: list[str | None] = []
    tails: list[str | None] = []
    attributes: list[dict[str, str]] = []
    parents: list[int] = []
    befores: list[int] = []
    elements = list(root.iter("*"))
    position = {element: i for i, element in enumerate(elements)}
    for element in elements:
        tags.append(element.tag)
        texts.append(element.text)
        tails.append(element.tail)
        attributes.append({str(name): str(value) for name, value in element.items()} or NONE)  # by name it would refuse `{`
        parent, before = element.getparent(), element.getprevious()
        parents.append(0 if parent is None else position[parent])
        befores.append(0 if parent is None or before is None else position[before])
    tails[0] = None
    ends = list(range(1, len(elements) + 1))
    for i in range(len(elements) - 1, 0, -1):
        ends[parents[i]] = max(ends[parents[i]], ends[i])
    return tags, texts, tails, attributes, parents, ends, befores
