"""What the walkers of debates share: who speaks stands before the words, and what interrupts them in brackets."""

from moisson.readers.xml.walker import Walker


class Debate(Walker):
    """A speaker who is named waits for the first words of a paragraph; a remark that comes before does not use the name up."""

    def __init__(self) -> None:
        super().__init__()
        self._lead = ""

    def speaks(self, name: str) -> None:
        """Whose words follow."""
        words = " ".join(name.split())
        self._lead = f"{words.rstrip(' .:,;–—-') or words}:" if words else ""

    def begin_apart(self) -> None:
        """Write what follows apart, on one line."""
        self._push(flat=True)

    def end_apart(self) -> str:
        """What was written apart."""
        return self._pop().strip()

    def open_division(self, heading: str = "") -> None:
        """A division whose heading is no element of its own."""
        self._open_section({})
        if heading:
            self._owners[-1].heading.append(" ".join(heading.split()))
            self._silent += 1

    def close_division(self) -> None:
        """Its end."""
        self._close_section()

    def remark(self, words: str) -> None:
        """A remark inside a paragraph."""
        if words := self.remarked(words):
            self.write(f" {words} ")

    def _data(self, words: str) -> None:
        if self._lead and not self._writers and not words.isspace():
            lead, self._lead = self._lead, ""
            self.say(lead)
        super()._data(words)
