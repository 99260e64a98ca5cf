"""The control words of RTF that set a property of what follows."""

import codecs
from dataclasses import replace

from moisson.readers.office.paragraphs import Kind, named_kind
from moisson.readers.office.rtf_vocabulary import FACTORY
from moisson.readers.office.rtf_writer import STORY, Font, RtfWriter


class Properties(RtfWriter):
    """What each of them does; the number is what stands behind the word."""

    def define_style(self) -> None:
        name = " ".join(self._gathered.replace(";", "").split())
        kind = named_kind(name)
        if (level := self.state.outline) is not None:
            kind = replace(kind, level=level + 1 if 0 <= level < 9 else 0)
        elif kind == Kind():
            kind = replace(self._styles.get(self._base_style, kind), title=False)
        self._styles[self.state.style] = kind
        self._tongues[self.state.style] = self.state.language or self._tongues.get(self._base_style, 0)
        self._base_style = 0
        self._gathered = ""

    def _plain(self, number: int | None) -> None:
        state = self.state
        state.hidden = state.deleted = state.raised = False
        state.font, state.language = self._default_font, 0

    def _pard(self, number: int | None) -> None:
        state = self.state
        state.style, state.outline, state.list, state.level, state.cell, state.drop_cap = 0, None, 0, 0, False, False

    def _font(self, number: int | None) -> None:
        self.state.font = number or 0
        if self.state.destination == "fonttbl":
            self._fonts[self.state.font] = Font()
            self._alike = None

    def _charset(self, number: int | None) -> None:
        self._fonts.setdefault(self.state.font, Font()).charset = number
        self._alike = None

    def _page(self, number: int | None) -> None:
        name = {10000: "mac_roman", 65001: "utf-8"}.get(number or 0, f"cp{number}")
        try:
            codecs.lookup(name)
        except LookupError:
            return
        self._code_page = name

    def _based(self, number: int | None) -> None:
        self._base_style = number or 0

    def _style(self, number: int | None) -> None:
        self.state.style = number or 0
        if self.state.destination in STORY:
            self.state.language = self._tongues.get(self.state.style, 0)

    def _outline(self, number: int | None) -> None:
        self.state.outline = number or 0

    def _level(self, number: int | None) -> None:
        self.state.level = min(max(number or 0, 0), 8)

    def _in_list(self, number: int | None) -> None:
        if self.state.destination == "lists":
            self._lists.use(number or 0)
        else:
            self.state.list = number or 0

    def _in_table(self, number: int | None) -> None:
        self.state.cell = number != 0

    def _drop_cap(self, number: int | None) -> None:
        self.state.drop_cap = (number or 0) > 0

    def _hide(self, number: int | None) -> None:
        self.state.hidden = number != 0

    def _delete(self, number: int | None) -> None:
        self.state.deleted = number != 0

    def _super(self, number: int | None) -> None:
        self.state.raised = number != 0

    def _up(self, number: int | None) -> None:
        self.state.raised = number is None or number >= 4

    def _base(self, number: int | None) -> None:
        self.state.raised = False

    def _skip(self, number: int | None) -> None:
        self.state.skip = min(max(number if number is not None else 1, 0), 100)

    def _tongue(self, number: int | None) -> None:
        if number and number != 0x0400:
            self.state.language = number

    def _default_tongue(self, number: int | None) -> None:
        self._default_language = 0 if number in (None, FACTORY) else number or 0

    def _first_font(self, number: int | None) -> None:
        self._default_font = self.state.font = number or 0

    def _end_nested_row(self, number: int | None) -> None:
        if self._grid.in_cell:
            self._end()
