"""The lists that an RTF file defines, for files whose paragraphs do not say themselves what number stands before them."""

from moisson.readers.office.numbering import LEVELS, Counter, Level, Lists, Use, coded_level


class ListTable(Lists):
    """Filled by the control words of `listtable` and `listoverridetable`."""

    def __init__(self) -> None:
        super().__init__()
        self._levels: list[Level] = []  # of the list that is defined
        self._style, self._start, self._text, self._legal = 0, 1, "", False  # of its level
        self._list = 0  # that is used
        self._starts: dict[int, int] = {}
        self._changed: dict[int, Level] = {}
        self._place = -1  # the level of it that is changed

    def begin_list(self) -> None:
        """A list is defined."""
        self._levels, self._place = [], -1

    def begin_level(self) -> None:
        """Its next level is."""
        self._style, self._start, self._text, self._legal = 0, 1, "", False

    def style(self, number: int) -> None:
        """What its numbers look like."""
        self._style = number

    def start(self, number: int) -> None:
        """What they begin with, here or in a use of the list."""
        self._start = number
        if 0 <= self._place < LEVELS:
            self._starts[self._place] = max(number, 0)

    def legal(self, number: int) -> None:
        """Whether all of it is in decimal."""
        self._legal = number != 0

    def text(self, signs: str) -> None:
        """What stands around them: how many signs, the signs themselves, a semicolon."""
        self._text = signs[1 : 1 + ord(signs[0])] if signs else ""

    def end_level(self) -> None:
        """The level is known."""
        level = coded_level(self._style, self._text, self._start, legal=self._legal)
        if 0 <= self._place < LEVELS:
            self._changed[self._place] = level
        elif len(self._levels) < LEVELS:
            self._levels.append(level)

    def name(self, number: int) -> None:
        """The number of a list, behind its levels or in a use of it."""
        self._list = number
        if self._levels:
            self.counters[number] = Counter(self._levels)
            self._levels = []

    def begin_use(self) -> None:
        """A use of a list is defined."""
        self._starts, self._changed, self._place = {}, {}, -1

    def begin_change(self) -> None:
        """Its next level is changed."""
        self._place += 1

    def use(self, number: int) -> None:
        """What paragraphs call it."""
        self.uses[number] = Use(self._list, self._starts, self._changed)
