"""A page as parallel lists: its elements in document order, and what is known of each, by position.

Position 0 is the root, which is nobody's child: where a parent, a child or a neighbour is asked for, 0 says that there is none.
"""

from lxml import etree

NONE: dict[str, str] = {}  # the attributes of an element without any


class Page:
    """The elements of a page. `weights.weigh` counts what they weigh."""

    __slots__ = (
        *("tags", "texts", "tails", "attributes", "parents", "ends", "befores"),
        *("hidden", "words", "links", "prose", "_places"),
    )

    def __init__(
        self,
        tags: list[str],
        texts: list[str | None],
        tails: list[str | None],
        attributes: list[dict[str, str]],
        parents: list[int],
        ends: list[int],
        befores: list[int],
    ) -> None:
        self.tags = tags
        self.texts = texts  # after the start tag
        self.tails = tails  # after the end tag
        self.attributes = attributes
        self.parents = parents
        self.ends = ends  # the position after an element's last descendant
        self.befores = befores  # the element before, of the same parent
        self.hidden: list[bool] = []
        self.words: list[int] = []  # below each element, as shown
        self.links: list[int] = []  # of these, in links to elsewhere
        self.prose: list[int] = []  # of these, in running text
        self._places: dict[str, list[int]] = {}

    def density(self, i: int) -> float:
        """The share of its words that stand in links."""
        return self.links[i] / self.words[i] if self.words[i] else 0.0

    def children(self, i: int) -> list[int]:
        """The positions of its children."""
        found, ends = [], self.ends
        j, stop = i + 1, ends[i]
        while j < stop:
            found.append(j)
            j = ends[j]
        return found

    def after(self, i: int) -> int:
        """The next element of the same parent."""
        j = self.ends[i]
        return j if j < len(self.tags) and self.parents[j] == self.parents[i] else 0

    def where(self, tag: str) -> list[int]:
        """The positions of the elements of this name. Rename no element after the first call."""
        places = self._places
        if not places:
            for i, name in enumerate(self.tags):
                places.setdefault(name, []).append(i)
        return places.get(tag, [])

    def having(self, name: str) -> list[int]:
        """The positions of the elements that have this attribute."""
        return [i for i, attributes in enumerate(self.attributes) if attributes and name in attributes]

    def own_prose(self) -> list[int]:
        """For each element, its running text outside the elements below it."""
        own, prose, parents = self.prose.copy(), self.prose, self.parents
        for i in range(1, len(own)):
            own[parents[i]] -= prose[i]
        return own

    def strings(self, i: int, most: int = 1 << 30) -> list[str]:
        """The strings in an element, `most` at most."""
        ends, texts, tails = self.ends, self.texts, self.tails
        found: list[str] = []
        if (text := texts[i]) is not None:
            found.append(text)
        stop = ends[i]
        opened: list[int] = []
        j = i + 1
        while j < stop and len(found) < most:
            if (text := texts[j]) is not None:
                found.append(text)
            opened.append(j)
            j += 1
            while opened and j >= ends[opened[-1]]:
                if (text := tails[opened.pop()]) is not None:
                    found.append(text)
        return found[:most]

    def line(self, i: int) -> str:
        """All words in an element, with one space between them."""
        return " ".join("".join(self.strings(i)).split())

    def without(self, gone: list[bool]) -> "Page":
        """The page without some elements and all below them, not yet weighed."""
        count = len(self.tags)
        kept = [i for i in range(count) if not gone[i]]
        position = [0] * (count + 1)
        for new, i in enumerate(kept):
            position[i] = new
        position[count] = len(kept)
        for i in range(count - 1, 0, -1):
            if gone[i]:
                position[i] = position[i + 1]
        befores = []
        for i in kept:
            before = self.befores[i]
            while before and gone[before]:
                before = self.befores[before]
            befores.append(position[before] if before else 0)
        return Page(
            [self.tags[i] for i in kept],
            [self.texts[i] for i in kept],
            [self.tails[i] for i in kept],
            [self.attributes[i] for i in kept],
            [position[self.parents[i]] for i in kept],
            [position[self.ends[i]] for i in kept],
            befores,
        )


def page_of(root: etree._Element) -> Page:
    """The page of lxml's tree. Asks each element once, since lxml makes its objects anew every time."""
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
    return Page(tags, texts, tails, attributes, parents, ends, befores)
