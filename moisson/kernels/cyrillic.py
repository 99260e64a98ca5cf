"""Bulgarian, Macedonian, Russian, Serbian and Ukrainian: runs of three letters speak where n-grams of bytes leave a doubt.

The library's n-grams have four bytes at most, two letters of these, and next to none ends in a capital. Naive Bayes over runs of
three signs, of which all that is no Cyrillic letter is one (decision 72); `scripts/build_languages.py` counts them.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.mending import STRANGE, STRANGER

FILE = Path(__file__).with_name("data") / "cyrillic.npz"
LANGUAGES = ("bg", "mk", "ru", "sr", "uk")
ALPHABETS = "абвгдежзийклмнопрстуфхцчшщъыьэюяёђѓєѕіїјљњћќѝўџґ"  # at most 63 letters: a sign has six bits
RUNS = 1 << 18  # of three signs
STEPS = 16.0  # weights are kept in such parts of an e-fold
SHARE = 0.3  # of what runs say is new: neighbours overlap, and n-grams have said a part


@lru_cache(maxsize=1)
def signs() -> NDArray[np.uint8]:
    """For each code point of two bytes its place in the alphabets, of capitals and small letters alike, or 0."""
    found = np.zeros(0x800, np.uint8)
    for place, letter in enumerate(ALPHABETS, 1):
        found[ord(letter)] = found[ord(letter.upper())] = place
    return found


@lru_cache(maxsize=1)
def weights() -> NDArray[np.float32]:
    """What each run says for each language: the logarithm of its share, less the mean; of seldom ones only their last letter."""
    with np.load(FILE) as file:
        said: NDArray[np.float32] = file["runs"].astype(np.float32) / np.float32(STEPS)
    for column, code in enumerate(LANGUAGES):
        for letter in STRANGE[code]:
            said[signs()[ord(letter)] :: 64, column] -= np.float32(STRANGER)
    return said


@kernel
def _runs(data: Any, start: int, end: int, table: Any, out: Any) -> int:
    """Write the runs of a window of UTF-8 with two letters or more, or one letter by itself; returns how many."""
    count = 0
    run = 0
    for at in range(start, end + 1):
        byte = data[at] if at < end else 32
        if 0x80 <= byte < 0xC0:
            continue
        sign = 0
        if 0xC2 <= byte < 0xE0:
            sign = table[(byte & 31) << 6 | (data[at + 1] & 63)]
        run = (run << 6 | sign) & (RUNS - 1)
        if run >> 6 & 63 or (run >> 12 and sign):
            out[count] = run
            count += 1
    return count


@kernel
def _speak(data: Any, starts: Any, ends: Any, table: Any, said: Any, room: Any, out: Any) -> None:
    for row in range(len(starts)):
        for k in range(_runs(data, starts[row], ends[row], table, room)):
            for language in range(out.shape[1]):
                out[row, language] += said[room[k], language]


def count_runs(text: str) -> NDArray[np.int64]:
    """How often each run stands in a text."""
    data = np.frombuffer(text.encode(), np.uint8)
    room = np.empty(len(data) + 1, np.int64)
    return np.bincount(room[: _runs(data, 0, len(data), signs(), room)], minlength=RUNS)


def speak(data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each window of UTF-8 what its runs say for each of `LANGUAGES`, in e-folds."""
    starts, ends = (np.array(values, np.int64) for values in (starts, ends))
    out = np.zeros((len(starts), len(LANGUAGES)))
    room = np.empty(int((ends - starts).max(initial=0)) + 1, np.int64)
    _speak(data, starts, ends, signs(), weights(), room, out)
    return out * SHARE
