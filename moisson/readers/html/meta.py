"""What a page says about itself: in `meta`, Dublin Core, Open Graph, RDFa with ELI, and schema.org as JSON-LD."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from moisson.readers.contract import Identifier
from moisson.readers.facts.dates import dates
from moisson.readers.facts.languages import iso639
from moisson.readers.html.properties import properties
from moisson.readers.html.title import best_title, described, spaced
from moisson.readers.html.tree import Page


def _in_order(names: str) -> tuple[str, ...]:
    return tuple(names.split())


# Names of properties; the first that has a value counts.
TITLES = _in_order("eli:title ld:name ld:headline dcterms:title dc:title og:title citation_title eri-title twitter:title")
# The document's own date; below it, dates that may be the page's.
MADE = _in_order("eli:date_document ld:legislationdate rpubl:avgorandedatum rpubl:utfardandedatum rpubl:beslutsdatum dates")
CREATED = _in_order(
    "dcterms:issued dc:date.issued ld:datepublished dcterms:date dc:date citation_publication_date citation_date "
    "article:published_time og:published dcterms:created dc:date.created eli:date_publication published publication_date "
    "pubdate publish_date publish-date publication-date article.published sailthru.date parsely-pub-date date_depot "
    "datepublished display-date date creation_date ld:datecreated"
)
FROM = _in_order(
    "eli:first_date_entry_in_force eli:date_applicability dcterms:valid ld:jurisdictionvalidfrom rpubl:ikrafttradandedatum"
)
TO = _in_order("eli:date_no_longer_in_force")
STATE = _in_order("eli:in_force ld:legislationlegalforce")
LANGUAGE = _in_order("dc:language dcterms:language content-language language eli:language og:locale ld:inlanguage")
NAMED = _in_order(
    "dc:identifier dcterms:identifier eli:id_local eli:uri eli:uri_schema eli:realizes citation_doi ecli celex wt.z_docid "
    "ld:legislationidentifier"
)
SITES = _in_order(
    "og:site_name application-name apple-mobile-web-app-title dc:publisher dcterms:publisher dc:creator author origine_document"
)

DATE = re.compile(r"\s*(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?![\d/.])")
EUROPEAN = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d)")
CELEX = re.compile(r"(?:CELEX(?:%3A|[:=]|_)|^)((?:[0-9CE])\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?:-\d{8})?)(?![A-Z0-9])", re.I)
ECLI = re.compile(r"ECLI:[A-Z]{2}:[A-Z0-9.]{1,12}:\d{4}:[A-Z0-9.]{1,25}", re.I)
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]{1,100}")
ELI_URI = re.compile(
    r"https?://[^\s\"'<>]{1,80}/eli/[^\s\"'<>#?{}]{1,160}(?![{#?\w])|^/?eli/[a-z]{2,3}[^\s\"'<>#?{}]{1,160}(?![{#?\w])"
)
# EUR-Lex's `title`: a number and a language.
EUR_LEX = re.compile(
    r"(?:EUR-Lex - |[^\d]{3,40}: )(\d{5}[A-Z]{1,2}\d{4}(?:\(\d\d\))?)(?: - ([A-Z]{2})| — ([A-Z]{2}) — .*)(?: - EUR-Lex)?"
)
SIGNED = re.compile(r"ausfertigung|adoption|signature|enactment|promulgation", re.I)
RUNNING_HEAD = 8  # paragraphs that are searched for it
SHORT = 40  # characters of a date


@dataclass(slots=True)
class Meta:
    """What a page says about itself."""

    title: str | None = None
    language: str | None = None
    made: str | None = None  # the day of the document itself
    created: str | None = None  # a date of the page or the document
    url: str | None = None
    legal_state: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    identifiers: list[Identifier] = field(default_factory=list)


def read_meta(page: Page, site_headings: Sequence[str] = ()) -> Meta:
    """Gather what a page says. `site_headings` are the headings in the site's own header."""
    found = properties(page)
    url = _url(page, found)
    eur_lex = EUR_LEX.fullmatch(next((spaced("".join(page.strings(i))) for i in page.where("title")), ""))
    head = _running_head(page)
    sites = {*site_headings, *(value for name in SITES for value in found.get(name, ()))}
    language = _language(page, found) or (iso639(eur_lex[2] or eur_lex[3]) if eur_lex else iso639(head.get("hd-lg", "")))
    return Meta(
        title=best_title(
            page,
            [value for name in TITLES for value in found.get(name, ())],
            found.get("dc:description", []) or described(page, found.get("description", ())),
            sites,
            url,
        ),
        language=language,
        made=_date(found, MADE) or _marked(page),
        created=_date(found, CREATED) or _time(page) or iso_date(head.get("hd-date", "")),
        url=url,
        legal_state=next((value.rsplit("#", 1)[-1].rsplit("/", 1)[-1] for name in STATE for value in found.get(name, ())), None),
        valid_from=_date(found, FROM),
        valid_to=_date(found, TO),
        identifiers=[
            *_identifiers(page, found, url, eur_lex[1] if eur_lex else ""),
            *(Identifier("oj", value) for name, value in head.items() if name == "hd-oj"),
        ],
    )


def _running_head(page: Page) -> dict[str, str]:
    """The running head of the Official Journal on EUR-Lex's pages: language, series and page, date."""
    found: dict[str, str] = {}
    for i in page.where("p")[:RUNNING_HEAD]:
        name = page.attributes[i].get("class", "").removeprefix("oj-")
        if name in ("hd-lg", "hd-oj", "hd-date") and (value := spaced("".join(page.strings(i)))):
            found.setdefault(name, value)
    return found


def iso_date(value: str) -> str | None:
    """A date in ISO 8601 or as Europe writes it, day first, as ISO 8601; None for what is no date."""
    if found := DATE.match(value):
        year, month, day = found[1], found[2], found[3]
    elif found := EUROPEAN.match(value):
        year, month, day = found[3], found[2].zfill(2), found[1].zfill(2)
    else:
        return None
    if not 1000 <= int(year) <= 2200 or (month and not 1 <= int(month) <= 12) or (day and not 1 <= int(day) <= 31):
        return None
    return "-".join(part for part in (year, month, day) if part)


def _date(found: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((date for name in names for value in found.get(name, ()) if (date := iso_date(value) or _in_words(value))), None)


def _in_words(value: str) -> str | None:
    """A date as mails and people write it: `Sat, 09 Oct 2010 07:15:45 EST`."""
    return next((one.iso for one in dates(value[:SHORT])), None) if any(map(str.isalpha, value[:SHORT])) else None


def _time(page: Page) -> str | None:
    """The day that `time` elements give, where they agree: those named after publication, else those of the headed article."""
    times = [i for i in page.where("time") if "datetime" in page.attributes[i]]
    named = [i for i in times if "pubdate" in page.attributes[i] or "publ" in page.attributes[i].get("class", "")]
    article = next((page.parents[i] for i in page.where("h1")), 0)
    while article and page.tags[article] != "article":
        article = page.parents[article]
    around = [i for i in times if article and article < i < page.ends[article]]
    days = {iso_date(page.attributes[i]["datetime"]) for i in named or around}
    return days.pop() if len(days) == 1 else None


def _marked(page: Page) -> str | None:
    """The date of an element that is named after the signing of the act, where there is one."""
    dated = [page.attributes[i] for i in {*page.having("data-date"), *page.having("datetime")}]
    dates = {iso_date(one.get("data-date") or one.get("datetime") or "") for one in dated if SIGNED.search(one.get("class", ""))}
    return dates.pop() if len(dates) == 1 else None


def _language(page: Page, found: dict[str, list[str]]) -> str | None:
    root = page.attributes[0]
    own = dict.fromkeys(found.get("eli:language", ()))  # of the act, where `lang` may be that of the portal
    names = [
        *(own if len(own) == 1 else ()),
        root.get("lang") or root.get("xml:lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
    ]
    names.extend(value for name in LANGUAGE for value in found.get(name, ()))
    return next((code for name in names if name and (code := iso639(name.replace("_", "-").split(",")[0].split(";")[0]))), None)


def _url(page: Page, found: dict[str, list[str]]) -> str | None:
    linked = [page.attributes[i] for i in page.where("link")]
    links = [one.get("href", "") for one in linked if "canonical" in one.get("rel", "").lower().split()]
    links += [*found.get("og:url", ()), *found.get("dc:identifier", ()), *found.get("dc:identifier.uri", ())]
    return next((link.strip() for link in links if link.strip().startswith(("http://", "https://"))), None)


def _identifiers(page: Page, found: dict[str, list[str]], url: str | None, celex: str) -> list[Identifier]:
    named = [value for name in NAMED for value in found.get(name, ()) if "{" not in value]  # the form of its identifiers
    resources = [one for i in page.having("typeof") if "LegalResource" in (one := page.attributes[i])["typeof"]]
    subjects = [one.get("about") or one.get("resource") or "" for one in resources]
    all_of_them: dict[Identifier, None] = {}
    for value in [*subjects, *named, url or "", celex]:
        for scheme, pattern in (("eli", ELI_URI), ("celex", CELEX), ("ecli", ECLI), ("doi", DOI)):
            if match := pattern.search(value):
                all_of_them[Identifier(scheme, match[match.lastindex or 0])] = None
    for value in [
        *found.get("eli:id_local", ()),
        *found.get("dcterms:identifier", ())[:1],
        *(found.get("numbers", ()) if "organs" in found else ()),
    ]:
        if not any(pattern.search(value) for pattern in (ELI_URI, CELEX, ECLI, DOI)) and "://" not in value:
            all_of_them[Identifier("number", value)] = None
    return list(all_of_them)
