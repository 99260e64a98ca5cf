"""Subtitles of debates and films (SubRip, WebVTT, SBV, SubStation Alpha): what is said; a pause or a dash begins a paragraph.

Timed text in XML (TTML, EBU-TT) comes to the same `paragraphs` through `timed_text`.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from moisson.readers.contract import Text
from moisson.readers.decode import decode
from moisson.readers.facts.stated import language_code
from moisson.readers.mojibake import mend
from moisson.readers.read_options import How

TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
TIMES = re.compile(rf"{TIME}(?:[ \t]*-->[ \t]*|,(?={TIME}$)){TIME}(?![\d:])")
BAD_TIMES = re.compile(r"\d\S*[ \t]*-->[ \t]*\d")
STATION = re.compile(
    r"Dialogue:[ \t]*[^,\n]*,[ \t]*(\d+):(\d\d):(\d\d)\.(\d\d),[ \t]*(\d+):(\d\d):(\d\d)\.(\d\d),(?:[^,\n]*,){6}(.*)"
)
LANGUAGE = re.compile(r"WEBVTT[^\n]*\n(?:[A-Z][^\n]*\n){0,9}?Language:[ \t]*(\S+)")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]{1,100})>")
SIGNS = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")  # of form: colours, places
DASH = re.compile(r"[-–—][ \t]*(?=\w)")
PAUSE = 3.0  # seconds without words


Cue = tuple[float, float, list[str]]  # when it begins and ends, in seconds, and its lines


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    text = mend(decode(content)).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    stated = LANGUAGE.match(text)
    cues = _station(text) if text.lstrip().startswith("[Script Info]") else _cues(text)
    yield Text(paragraphs(cues), "subtitles", language=language_code(stated[1]) if stated else None)


def paragraphs(cues: Iterable[Cue]) -> str:
    """What is said in them, as text."""
    said: list[list[str]] = []
    last, ended, voice = "", -PAUSE, ""
    for start, end, lines in cues:
        for number, line in enumerate(lines):
            speaker = found[1].strip() if (found := VOICE.search(line)) else ""
            words = " ".join(unescape(SIGNS.sub("", line)).split())
            if not words or (words == last and speaker in ("", voice)):  # captions that roll say a line twice
                continue
            last = words
            begins = number == 0 and start - ended >= PAUSE
            if not said or begins or DASH.match(words) or (speaker and speaker != voice):
                said.append([])
            if speaker and (not said[-1] or speaker != voice):
                words = f"{speaker}: {words}"
            voice = speaker or voice
            said[-1].append(words)
        ended = end
    return "\n\n".join(map(" ".join, said))


def _cues(text: str) -> Iterator[Cue]:
    """The cues of a text: a line of times begins each, below a line that names it; a comment stands by itself.

    A blank line ends a cue of WebVTT, and may stand within one of SubRip; blank lines between cues may be missing.
    """
    comments = text.lstrip().startswith("WEBVTT")
    cue: Cue | None = None
    open_, named = False, ""  # whether lines are the cue's; a line that may name the next
    for line in map(str.strip, text.split("\n")):
        if times := TIMES.match(line):
            if cue:
                yield cue
            found = times.groups()
            cue, open_, named = (_seconds(*found[:4]), _seconds(*found[-4:]), []), True, ""
            continue
        if BAD_TIMES.match(line):  # what is said below stands where it is said, whenever that was
            open_, named = True, ""
            continue
        if cue and named and open_:
            cue[2].append(named)
        named = ""
        if not line:
            open_ = not comments
        elif line.isdecimal() or not open_:
            named = line
        elif cue:
            cue[2].append(line)
    if cue:
        yield (*cue[:2], [*cue[2], named] if named and open_ else cue[2])


def _station(text: str) -> Iterator[Cue]:
    """The lines of dialogue of SubStation Alpha: nine fields, then what is said, with breaks of its own."""
    for found in filter(None, map(STATION.match, text.split("\n"))):
        lines = re.split(r"\\[nN]", re.sub(r"\{[^{}\n]*\}", "", found[9]).replace("\\h", " "))
        yield _seconds(*found.groups()[:4]), _seconds(*found.groups()[4:8]), lines


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds) + float(f"0.{thousandths}")
