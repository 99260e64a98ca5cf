"""Formulas in MathML, on one line: `A × (B + C)/D^2`; for vocabularies that hold them."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Walker

JOINTS = {"mfrac": "/", "msup": "^", "msub": "_", "msubsup": "_^"}  # what stands before the second part, and the third
GROUPS = frozenset((*JOINTS, "mrow", "mfenced", "msqrt"))
CLOSE = frozenset("()[]{}|,;'!") | {""}  # signs without a space around them


class MathML(Walker):
    """Formulas, whose shape becomes signs."""

    def __init__(self) -> None:
        super().__init__()
        self._parts_met: list[int] = []  # of each open group, outermost first

    def _open_part(self, name: str, attributes: Attributes) -> None:
        above = self.path[-2] if len(self.path) > 1 else ""
        if above in JOINTS and self._parts_met:
            met, joints = self._parts_met[-1], JOINTS[above]
            self._parts_met[-1] += 1
            if 0 < met <= len(joints):
                self.write(joints[met - 1])
        if name in GROUPS:
            self._parts_met.append(0)
        self._announce()
        self._push(flat=True)

    def _close_part(self, name: str) -> None:
        words = self._pop()
        above = self.path[-1]
        if name in GROUPS:
            self._parts_met.pop()
        if name == "mo":
            words = words if words in CLOSE else f" {words} "
        elif name == "msqrt":
            words = f"√({words})"
        elif name == "mfenced" or (name == "mfrac" and above in JOINTS) or (above in JOINTS and " " in words):
            words = f"({words})"
        self.write(words)

    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = dict.fromkeys(
        (*GROUPS, "mi", "mn", "mo", "mtext"), _open_part
    )
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = dict.fromkeys((*GROUPS, "mi", "mn", "mo", "mtext"), _close_part)
