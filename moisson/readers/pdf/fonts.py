"""Which fonts are bold."""

from typing import Any

import numpy as np
from numba import types

from moisson.kernels.compiled import kernel
from moisson.readers.pdf.pdfium import HANDLE, NUMBER, function

# In a font's name; TeX's own fonts, and its Times, have names for it that others do not.
WORDS = ["bold", "black", "heavy", "demi", "fett", "gras", "cmbx", "ssbx", "ecbx", "sfbx", "9l-med"]
BOLD = np.array(WORDS, "S6").view(np.uint8).reshape(-1, 6)
FORCE_BOLD = 1 << 18  # among a font's flags
LONGEST = 256  # bytes of a font's name

_get_name = function("FPDFFont_GetBaseFontName", types.size_t, HANDLE, types.intp, types.size_t)
_get_flags = function("FPDFFont_GetFlags", NUMBER, HANDLE)


def heavy(fonts: Any) -> Any:
    """Which of pdfium's fonts are bold, by their names or their flags."""
    told: Any = _heavy
    return told(fonts, BOLD)


@kernel
def _heavy(fonts: Any, words: Any) -> Any:
    """Which fonts are bold, by their names or their flags."""
    name, found = np.empty(LONGEST, np.uint8), np.zeros(len(fonts), np.int8)
    for k in range(len(fonts)):
        name[0] = 0
        _get_name(fonts[k], name.ctypes.data, len(name))
        bold = (_get_flags(fonts[k]) & FORCE_BOLD) > 0
        long = 0
        while long < len(name) and name[long] != 0:
            long += 1
        for start in range(0 if bold else long):
            for w in range(len(words)):
                same = 0
                while same < words.shape[1] and words[w, same] != 0 and start + same < long:
                    if name[start + same] | 32 != words[w, same]:
                        break
                    same += 1
                bold = bold or same == words.shape[1] or words[w, same] == 0
        found[k] = bold
    return found
