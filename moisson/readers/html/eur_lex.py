"""Pages of EUR-Lex, which the Publications Office writes from Formex: keeps the act, drops what is metadata in Formex.

That is the running head of the Official Journal and its imprint, and in consolidated texts the marks of what changed an act.
`►B` is the basic act, `M1` the first that modifies it, `C1` a corrigendum, `A1` an accession. `▼M1` stands alone before what it
is about, `►M1 … ◄` around it in a line. Before the first `▼` come the act's number, a disclaimer, and the list of the acts.
"""

import re

from moisson.readers.html.tree import Page
from moisson.readers.set_aside import set_aside

SIGNS = ("►", "▼")
MARK = re.compile(r"\s*[►▼]\s?[ABCMR]\d{0,3}\s*")
BEGINS = re.compile(r"[►▼]\s?[ABCMR]\d{0,3}\s?")
ENDS = re.compile(r"\s?◄")
RUNNING = re.compile(r"(?:oj-)?hd-(?:date|lg|ti|oj|coll|uniq)")
IMPRINT = re.compile(r"\s*(?:ELI:\s*http\S+|ISSN \d{4}-\d{3}[\dX] \([^()]{1,60}\))\s*")
BASIC = re.compile(r"\s*[►▼]\s?B\s*")  # every such text has it
STARTS = re.compile(r"\s*▼\s?[ABCMR]\d{0,3}\s*")


def may_hold_more(page: Page, *words: str) -> bool:
    """Whether a page may hold more than the act: a quick look at mark-up, words and the classes of lines."""
    if any(sign in some for sign in SIGNS for some in words):
        return True
    return any("hd-" in page.attributes[i].get("class", "") for i in page.where("p"))


def keep_act(page: Page) -> Page | None:
    """The page with nothing but the act; None where it already is."""
    return _Cut(page).act()


class _Cut:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.texts, self.tails = page.texts.copy(), page.tails.copy()
        self.gone = [False] * len(page.tags)

    def act(self) -> Page | None:
        page = self.page
        headed = self.take_out_running_head()
        alone = [i for i, end in enumerate(page.ends) if end == i + 1 and not self.gone[i]]
        marks = [i for i in alone if MARK.fullmatch(self.texts[i] or "")]
        if not any(BASIC.fullmatch(self.texts[mark] or "") for mark in marks):
            return self.rest() if headed else None
        start = next((mark for mark in marks if STARTS.fullmatch(self.texts[mark] or "")), None)
        if start is not None and start != marks[0]:  # a list of acts stands before it
            self.take_out_before(start)
        for mark in marks:
            if not self.gone[mark]:
                self.take_out(mark)
        self.texts, self.tails = list(map(_without_marks, self.texts)), list(map(_without_marks, self.tails))
        return self.rest()

    def rest(self) -> Page:
        """The page without what was taken out."""
        page = self.page
        whole = Page(page.tags, self.texts, self.tails, page.attributes, page.parents, page.ends, page.befores)
        return whole.without(self.gone)

    def remove(self, i: int, end: int) -> None:
        self.gone[i:end] = [True] * (end - i)

    def take_out_running_head(self) -> bool:
        """Take out the running head of the journal, and its imprint at the end."""
        page = self.page
        lines = page.where("p")
        head = [i for i in lines if RUNNING.fullmatch(page.attributes[i].get("class", ""))]
        imprint = [i for i in lines if IMPRINT.fullmatch(page.texts[i] or "")] if head else []
        for i in (*head, *imprint):
            set_aside("foot" if i in imprint else "head", page.line(i))
            self.texts[i] = None
            self.remove(i + 1, page.ends[i])
        return bool(head)

    def take_out_before(self, place: int) -> None:
        """Take out everything before an element, up to the body."""
        page = self.page
        while place and page.tags[place] not in ("body", "html"):
            up = page.parents[place]
            for child in page.children(up):
                if child < place:
                    set_aside("head", "\n".join([*page.strings(child), self.tails[child] or ""]))
            set_aside("head", self.texts[up] or "")
            self.remove(up + 1, place)
            self.texts[up] = None
            place = up

    def take_out(self, mark: int) -> None:
        """Take out a mark, and the paragraph that holds nothing else."""
        page = self.page
        while page.tags[page.parents[mark]] in ("a", "p", "span") and self.is_alone(mark):
            mark = page.parents[mark]
        before, rest = page.befores[mark], self.tails[mark] or ""
        while before and self.gone[before]:
            before = page.befores[before]
        if before:
            self.tails[before] = (self.tails[before] or "") + rest
        else:
            up = page.parents[mark]
            self.texts[up] = (self.texts[up] or "") + rest
        set_aside("metadata", page.line(mark))
        self.remove(mark, page.ends[mark])

    def is_alone(self, mark: int) -> bool:
        up = self.page.parents[mark]
        beside = sum(not self.gone[child] for child in self.page.children(up))
        return beside == 1 and not (self.texts[up] or "").strip() and not (self.tails[mark] or "").strip()


def _without_marks(words: str | None) -> str | None:
    if not words or ("►" not in words and "▼" not in words and "◄" not in words):
        return words
    set_aside("metadata", " ".join(BEGINS.findall(words)))
    return ENDS.sub("", BEGINS.sub("", words))
