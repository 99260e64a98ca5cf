"""Subtitles give what is said: sentences whole, paragraphs where somebody else speaks or there is a pause."""

from moisson.extract.files import FileReader
from moisson.extract.how import How
from moisson.reader import Text

SUBRIP = """1
00:00:01,000 --> 00:00:04,000
{\\an8}Monsieur le Président,
mes <i>chers</i> collègues,

2
00:00:04,500 --> 00:00:08,000
je voudrais vous présenter ce projet.

3
00:00:12,000 --> 00:00:14,000
- Il comporte trois articles.
– Lesquels ?
"""
WEBVTT = """WEBVTT - Rat
Kind: captions
Language: de

NOTE von Hand

STYLE
::cue { color: red }

eins
00:01.000 --> 00:04.000 align:start
<v Frau A>Ich eröffne die <00:02.000><c>Sitzung</c> &amp; bitte um Ruhe.

00:04.000 --> 00:05.000
<v Frau A>Danke.

00:05.000 --> 00:06.000
<v Herr B>Danke.
Ich beginne.

00:06.000 --> 00:07.000
Ich beginne.
Mit Punkt 1.
"""


def only(content: str) -> Text:
    (text,) = FileReader(How()).read(content.encode())
    return text


def test_subrip_loses_its_numbers_and_times() -> None:
    text = only(SUBRIP)
    assert text.text == (
        "Monsieur le Président, mes chers collègues, je voudrais vous présenter ce projet.\n\n"
        "- Il comporte trois articles.\n\n– Lesquels ?"
    )
    assert only(SUBRIP.replace("\n", "\r\n")).text == text.text


def test_webvtt_names_who_speaks_once_and_says_no_line_twice() -> None:
    text = only(WEBVTT)
    assert (text.format, text.language) == ("subtitles", "de")
    assert text.text == ("Frau A: Ich eröffne die Sitzung & bitte um Ruhe. Danke.\n\nHerr B: Danke. Ich beginne. Mit Punkt 1.")
