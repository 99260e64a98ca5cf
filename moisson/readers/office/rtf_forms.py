"""Fields of forms in RTF, whose state stands apart from the words."""

from dataclasses import dataclass, field

TEXT, BOX, LIST = range(3)
UNSAID = 25  # as the default says


@dataclass(slots=True)
class FormField:
    """One field, by the numbers that RTF gives for it."""

    kind: int = TEXT
    state: int = UNSAID
    default: int = 0
    entries: list[str] = field(default_factory=list)

    def words(self) -> str:
        """What it shows that has no words: whether a box is ticked, or which entry is chosen."""
        state = self.default if self.state == UNSAID else self.state
        if self.kind == BOX:
            return "☒" if state else "☐"
        return self.entries[state] if self.kind == LIST and 0 <= state < len(self.entries) else ""
