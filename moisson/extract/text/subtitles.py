"""Subtitles of debates and films (SubRip, WebVTT): what is said, without times; a pause or a dash begins a paragraph."""

import re
from collections.abc import Iterator
from html import unescape

from moisson.extract.decode import decode
from moisson.extract.facts.stated import language_code
from moisson.extract.how import How
from moisson.extract.misread import mend
from moisson.reader import Text

TIME = r"(?:(\d{1,3}):)?(\d\d):(\d\d)[,.](\d\d\d)"
TIMES = re.compile(rf"{TIME}[ \t]+-->[ \t]+{TIME}")
LANGUAGE = re.compile(r"WEBVTT[^\n]*\n(?:[A-Z][^\n]*\n){0,9}?Language:[ \t]*(\S+)")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]{1,100})>")
SIGNS = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")  # of form: colours, places
DASH = re.compile(r"[-–—][ \t]*(?=\w)")
PAUSE = 3.0  # seconds without words


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    text = mend(decode(content)).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    stated = LANGUAGE.match(text)
    paragraphs: list[list[str]] = []
    last, ended, voice = "", -PAUSE, ""
    for start, end, lines in _cues(text):
        for number, line in enumerate(lines):
            speaker = found[1].strip() if (found := VOICE.search(line)) else ""
            words = " ".join(unescape(SIGNS.sub("", line)).split())
            if not words or (words == last and speaker in ("", voice)):  # captions that roll say a line twice
                continue
            last = words
            begins = number == 0 and start - ended >= PAUSE
            if not paragraphs or begins or DASH.match(words) or (speaker and speaker != voice):
                paragraphs.append([])
            if speaker and (not paragraphs[-1] or speaker != voice):
                words = f"{speaker}: {words}"
            voice = speaker or voice
            paragraphs[-1].append(words)
        ended = end
    language = language_code(stated[1]) if stated else None
    yield Text("\n\n".join(map(" ".join, paragraphs)), "subtitles", language=language)


def _cues(text: str) -> Iterator[tuple[float, float, list[str]]]:
    """When each begins and ends, and its lines; what has no times is none."""
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        at = next((at for at, line in enumerate(lines[:2]) if TIMES.match(line.strip())), None)
        if at is not None and (times := TIMES.match(lines[at].strip())):
            yield _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:]), lines[at + 1 :]


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return 3600 * int(hours or 0) + 60 * int(minutes) + int(seconds) + int(thousandths) / 1000
