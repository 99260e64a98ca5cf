"""Subtitles give what is said: sentences whole, paragraphs where somebody else speaks or there is a pause."""

from moisson.readers.contract import Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How

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


LOOSE = """WEBVTT

NOTE von Hand

{blank}

{blank}
1
0:0:0.0 --> 0:0:3.5
Ich eröffne

x-y/12-0
0:0:3.5 --> 0:0:7.23
die Sitzung.
00:00:08.000 --> 00:00:09.000
Punkt 1.

00:00:9f.000 --> 00:00:10.000
Danke.
""".replace("{blank}", 4 * " ")


def test_times_without_zeros_blank_lines_with_spaces_and_none_between_cues_lose_no_words() -> None:
    assert only(LOOSE).text == "Ich eröffne die Sitzung. Punkt 1. Danke."


def test_a_blank_line_within_a_cue_of_subrip_ends_nothing() -> None:
    text = "00:00:01,000 --> 00:00:04,000\nNous votons.\n\nQui est pour ?\n\n2\n00:00:04,100 --> 00:00:05,000\n12\n"
    assert only(text).text == "Nous votons. Qui est pour ? 12"


def test_sbv_and_substation_alpha_are_subtitles() -> None:
    sbv = "0:00:00.378,0:00:02.300\nErster Satz,\nzweite Zeile.\n\n0:00:09.000,0:00:10.234\nNoch einer.\n"
    assert (only(sbv).format, only(sbv).text) == ("subtitles", "Erster Satz, zweite Zeile.\n\nNoch einer.")
    station = (
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n"
        "[Fonts]\nfontname: a.ttf\n!0:1A\n"
        "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,von Hand\n"
        "Dialogue: 0,0:00:00.76,0:00:03.45,Default,,0,0,0,,{\\i1}Das ist, so{\\i0} gesagt,\\Nklar.\n"
    )
    assert (only(station).format, only(station).text) == ("subtitles", "Das ist, so gesagt, klar.")


def test_timed_text_in_xml_has_its_title_and_language() -> None:
    xml = """<?xml version="1.0" encoding="utf-8"?>
<tt:tt xmlns:tt="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="fr">
 <tt:head><tt:metadata><ttm:title>Séance du 3 mai</ttm:title><ttm:copyright>Personne</ttm:copyright></tt:metadata></tt:head>
 <tt:body><tt:div>
  <tt:p begin="00:00:01.000" end="00:00:02.000"><tt:span>La séance<tt:br/>est</tt:span> ouverte.</tt:p>
  <tt:p begin="2.5s" end="4s">- Merci.<tt:br/>- De rien.</tt:p>
  <tt:p begin="10s" end="12s">Point 1.</tt:p>
 </tt:div></tt:body>
</tt:tt>"""
    text = only(xml)
    assert (text.format, text.title, text.language) == ("ttml", "Séance du 3 mai", "fr")
    assert text.text == "La séance est ouverte.\n\n- Merci.\n\n- De rien.\n\nPoint 1."
