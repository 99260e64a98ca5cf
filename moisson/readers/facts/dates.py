"""Dates in the words of Europe's languages: `14 juillet 2016`, `2016. gada 14. jūlijs`, `2016 m. liepos 14 d.`, `14.7.2016`.

Reads a date where the caller says one stands. `title_and_date` and `labelled_fields` judge whether it is the document's own.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

# By language, January to December; forms of the same month are apart by `/`, and `_` stands for a space.
MONTHS = """
bg януари февруари март април май юни юли август септември октомври ноември декември
ca gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
cs leden/ledna únor/února březen/března duben/dubna květen/května červen/června červenec/července srpen/srpna září říjen/října
   listopad/listopadu prosinec/prosince
cy ionawr/ionor chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
da januar/jan februar/febr/feb marts april/apr maj juni/jun juli/jul august/aug september/sept/sep oktober/okt november/nov
   december/dec
de januar/jänner/jan februar/feber/febr/feb märz/mrz april/apr mai juni/jun juli/jul august/aug september/sept/sep oktober/okt
   november/nov dezember/dez
el ιανουαρίου/ιανουάριος/ιαν φεβρουαρίου/φεβρουάριος/φεβ μαρτίου/μάρτιος/μαρ απριλίου/απρίλιος/απρ μαΐου/μαίου/μάιος/μαϊ
   ιουνίου/ιούνιος/ιουν ιουλίου/ιούλιος/ιουλ αυγούστου/αύγουστος/αυγ σεπτεμβρίου/σεπτέμβριος/σεπ οκτωβρίου/οκτώβριος/οκτ
   νοεμβρίου/νοέμβριος/νοε δεκεμβρίου/δεκέμβριος/δεκ
en january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov
   december/dec
es enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre
et jaanuar/jaanuari/jaanuaril veebruar/veebruari/veebruaril märts/märtsi/märtsil aprill/aprilli/aprillil mai/mail juuni/juunil
   juuli/juulil august/augusti/augustil september/septembri/septembril oktoober/oktoobri/oktoobril november/novembri/novembril
   detsember/detsembri/detsembril
fi tammikuu/tammikuuta/tammikuun helmikuu/helmikuuta/helmikuun maaliskuu/maaliskuuta/maaliskuun huhtikuu/huhtikuuta/huhtikuun
   toukokuu/toukokuuta/toukokuun kesäkuu/kesäkuuta/kesäkuun heinäkuu/heinäkuuta/heinäkuun elokuu/elokuuta/elokuun
   syyskuu/syyskuuta/syyskuun lokakuu/lokakuuta/lokakuun marraskuu/marraskuuta/marraskuun joulukuu/joulukuuta/joulukuun
fr janvier/janv février/fevrier/févr mars avril/avr mai juin juillet/juil août/aout septembre/sept octobre/oct novembre/nov
   décembre/decembre/déc
ga eanáir/eanair feabhra/feabhraí márta/mhárta aibreán/aibreáin bealtaine/bhealtaine meitheamh/meithimh/mheitheamh iúil/iúl
   lúnasa meán_fómhair/mheán_fómhair deireadh_fómhair/dheireadh_fómhair samhain/samhna/shamhain nollaig/nollag
gl xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro
hr siječnja/siječanj veljače/veljača ožujka/ožujak travnja/travanj svibnja/svibanj lipnja/lipanj srpnja/srpanj kolovoza/kolovoz
   rujna/rujan listopada/listopad studenoga/studenog/studeni prosinca/prosinac
hu január/jan február/febr március/márc április/ápr május/máj június/jún július/júl augusztus/aug szeptember/szept október/okt
   november/nov december/dec
is janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
it gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
lb januar februar mäerz abrëll mee juni juli august september oktober november dezember
lt sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
lv janvāris/janvārī/janvāra februāris/februārī/februāra marts/martā/marta aprīlis/aprīlī/aprīļa maijs/maijā/maija
   jūnijs/jūnijā/jūnija jūlijs/jūlijā/jūlija augusts/augustā/augusta septembris/septembrī/septembra oktobris/oktobrī/oktobra
   novembris/novembrī/novembra decembris/decembrī/decembra
mk јануари февруари март април мај јуни јули август септември октомври ноември декември
mt jannar frar marzu april mejju ġunju lulju awwissu settembru ottubru novembru diċembru
nb januar/jan februar/feb mars april/apr mai juni/jun juli/jul august/aug september/sept/sep oktober/okt november/nov
   desember/des
nl januari/jan februari/febr maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sept oktober/okt november/nov
   december/dec
pl stycznia/styczeń lutego/luty marca/marzec kwietnia/kwiecień maja/maj czerwca/czerwiec lipca/lipiec sierpnia/sierpień
   września/wrzesień października/październik listopada/listopad grudnia/grudzień
pt janeiro fevereiro março/marco abril maio junho julho agosto setembro outubro novembro dezembro
ro ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ru января февраля марта апреля мая июня июля августа сентября октября ноября декабря
sk január/januára február/februára marec/marca apríl/apríla máj/mája jún/júna júl/júla august/augusta september/septembra
   október/októbra november/novembra december/decembra
sl januar/januarja februar/februarja marec/marca april/aprila maj/maja junij/junija julij/julija avgust/avgusta
   september/septembra oktober/oktobra november/novembra december/decembra
sr januar/januara/јануар/јануара februar/februara/фебруар/фебруара mart/marta/март/марта april/aprila/април/априла
   maj/maja/мај/маја jun/juna/јун/јуна jul/jula/јул/јула avgust/avgusta/август/августа septembar/septembra/септембар/септембра
   oktobar/oktobra/октобар/октобра novembar/novembra/новембар/новембра decembar/decembra/децембар/децембра
sv januari/jan februari/febr mars april/apr maj juni/jun juli/jul augusti/aug september/sept oktober/okt november/nov
   december/dec
uk січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
"""


class _Accents(dict[int, str | int | None]):
    """What is left of each character of words taken apart: nothing of an accent."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = None if combining(chr(code)) else code
        return found


ACCENTS = _Accents({ord("ς"): "σ"})


def fold(words: str) -> str:
    """In lower case without accents, which capitals often lack."""
    if words.isascii():
        return words.lower()
    return normalize("NFD", words.casefold()).translate(ACCENTS)


class Dated(NamedTuple):
    """A date that stands in words: from where to where, and as ISO 8601."""

    start: int
    end: int
    iso: str


def _table() -> dict[str, dict[int, frozenset[str]]]:
    """Each form, and the months it means, with the languages in which it does."""
    found: dict[str, dict[int, set[str]]] = {}
    for entry in re.split(r"\n(?=\S)", MONTHS.strip()):
        language, *months = entry.split()
        for number, forms in enumerate(months, 1):
            for form in forms.split("/"):
                found.setdefault(fold(form.replace("_", " ")), {}).setdefault(number, set()).add(language)
    return {form: {number: frozenset(said) for number, said in numbers.items()} for form, numbers in found.items()}


FORMS = _table()
BEFORE_YEAR = r"(?:\s*,?\s*(?:de|del|do|di|of|na\s+bliana)\s+|\s*,?\s+)"
MONTH = r"(?P<month>(?:mh?eán|dh?eireadh)\s+fómhair|[^\W\d_]{3,14})\.?"
DAY = r"(?P<day>\d{1,2})(?:\s?(?:\.?[ºª°]|er|re|st|nd|rd|th|ης|η|ος|-?го|-?ви|-?ти|ú|-a)|\.)?"
OF = r"\s*(?:(?:de\s+la|de|do|of|di|ta|päivänä|päivältä|päivä|mhí|day\s+of|e)\b['’]?\s+|ta['’]\s?|d['’]\s?|,\s?)?"
HAS_YEAR = re.compile(r"(?:1[0-9]|20|21)\d\d")  # as every date has
YEAR = r"(?P<year>1[0-9]\d\d|20\d\d|21\d\d)"
WORDS = (
    re.compile(rf"(?<![\d./])(?<!\d-){DAY}{OF}{MONTH}{BEFORE_YEAR}{YEAR}(?!\d)", re.I),
    re.compile(rf"(?<![\d./])(?<!\d-){YEAR}\s?\.?\s*(?:gada|gads)?\s+{DAY}\s*{MONTH}(?!\w)", re.I),
    re.compile(
        rf"(?<![\d./])(?<!\d-){YEAR}\s?\.?\s*(?:m\.|metų)?\s*{MONTH}\s+(?:mėn\.\s*)?(?P<day>\d{{1,2}})(?:\s?d\.|-?[áéin]+\b|\.)?(?!\d)",
        re.I,
    ),
    re.compile(rf"(?<!\w){MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,\s*{YEAR}(?!\d)", re.I),
)
FIGURES = (
    re.compile(r"(?<![\d./])(?<!\d-)(?P<year>1[0-9]\d\d|20\d\d|21\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])"),
    re.compile(
        r"(?<![\d./])(?<!\d-)(?P<day>\d{1,2})(?P<sign>[./-])\s?(?P<month>\d{1,2})(?P=sign)\s?(?P<year>1[0-9]\d\d|20\d\d|21\d\d)(?![\d/])"
    ),
    re.compile(r"(?<![\d./])(?<!\d-)(?P<year>1[0-9]\d\d|20\d\d|21\d\d)\.\s?(?P<month>\d\d)\.\s?(?P<day>\d\d)(?:\.|(?![\d.]))"),
)
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ORDINAL = re.compile(r"\d\s?\.")


def dates(words: str, language: str | None = None, figures: bool = True) -> Iterator[Dated]:
    """Every date in a line of words, in their order. `language` tells apart what is October in one and November in another."""
    if HAS_YEAR.search(words) is not None:
        yield from _dates(words, language, figures)


@lru_cache(maxsize=64)  # a line is asked for its date in turn by those who know one place of it each
def _dates(words: str, language: str | None, figures: bool) -> tuple[Dated, ...]:
    found = [
        Dated(match.start(), match.end(), iso)
        for pattern in (*WORDS, *(FIGURES if figures else ()))
        for match in pattern.finditer(words)
        if (iso := _iso(match, words, language))
    ]
    kept: list[Dated] = []
    for one in sorted(found, key=lambda date: (date.start, -date.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def one_date(words: str, language: str | None = None) -> str | None:
    """The date with which a value begins, as ISO 8601; None where it begins with anything else."""
    found = next(dates(words, language), None)
    return found.iso if found and not words[: found.start].strip(" \t\xa0([") else None


def _iso(found: re.Match[str], words: str, language: str | None) -> str | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _month(" ".join(fold(month).split()), found, words, language)
    day = int(found["day"])
    if found.groupdict().get("sign") == "/" and number > 12 >= day:  # America's order
        number, day = day, number
    if not 1 <= number <= 12 or not 1 <= day <= LENGTHS[number - 1]:
        return None
    return f"{found['year']}-{number:02}-{day:02}"


def _month(form: str, found: re.Match[str], words: str, language: str | None) -> int:
    """The number of a month; 0 where the word is none, or may be one or another."""
    meant = FORMS.get(form, {})
    if len(meant) > 1:  # October in Croatian, which writes the day with a dot; November in Polish, which does not
        spoken = language or ("hr" if ORDINAL.match(words, found.start("day") + len(found["day"]) - 1) else "pl")
        meant = {number: said for number, said in meant.items() if spoken in said}
    return next(iter(meant)) if len(meant) == 1 else 0
