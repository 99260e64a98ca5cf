"""How much Python runs."""

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def instructions(work: Callable[[], Any]) -> int:
    """How many bytecode instructions Python executes for it.

    Without garbage collections: libraries hang functions of their own on them (hypothesis counts their time), and when
    one happens says nothing of the work.
    """
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        frame.f_trace_lines = False
        count += event == "opcode"
        return trace

    before, collecting = sys.gettrace(), gc.isenabled()
    gc.disable()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        if collecting:
            gc.enable()
    return count
