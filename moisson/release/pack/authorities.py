"""The European Union's tables of authority: the addresses of languages, countries, themes and formats that catalogues agree on.

http://publications.europa.eu/resource/authority/…, read in the copies that catalogues carry; the categories of high-value data
sets are those of Implementing Regulation (EU) 2023/138.
"""

from moisson.readers.facts.languages import SHORT

AUTHORITY = "http://publications.europa.eu/resource/authority/"
HVD = "http://data.europa.eu/bna/"
HVD_SCHEME = f"{HVD}asd487ae75"
HVD_REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"

_LONG = {short: long for long, short in reversed(SHORT.items())}  # the terminological code stands first of several
_COUNTRIES = """
ad AND al ALB at AUT ba BIH be BEL bg BGR by BLR ch CHE cy CYP cz CZE de DEU dk DNK ee EST el GRC es ESP eu EUR fi FIN fr FRA
gb GBR gr GRC hr HRV hu HUN ie IRL is ISL it ITA li LIE lt LTU lu LUX lv LVA mc MCO md MDA me MNE mk MKD mt MLT nl NLD no NOR
pl POL pt PRT ro ROU rs SRB se SWE si SVN sk SVK sm SMR tr TUR ua UKR uk GBR va VAT
"""
COUNTRIES = dict(zip(_COUNTRIES.split()[::2], _COUNTRIES.split()[1::2], strict=True))
THEMES = {
    "AGRI": "Agriculture, fisheries, forestry and food",
    "ECON": "Economy and finance",
    "EDUC": "Education, culture and sport",
    "ENER": "Energy",
    "ENVI": "Environment",
    "GOVE": "Government and public sector",
    "HEAL": "Health",
    "INTR": "International issues",
    "JUST": "Justice, legal system and public safety",
    "REGI": "Regions and cities",
    "SOCI": "Population and society",
    "TECH": "Science and technology",
    "TRAN": "Transport",
}
THEME_OF_KIND = {
    "law": "JUST",
    "decision": "JUST",
    "debate": "GOVE",
    "question": "GOVE",
    "guidance": "GOVE",
    "notice": "GOVE",
    "literature": "EDUC",
}
HVD_CATEGORIES = {
    "geospatial": "c_ac64a52d",
    "earth-observation-and-environment": "c_dd313021",
    "meteorological": "c_164e0bf5",
    "statistics": "c_e1da4e07",
    "companies": "c_a9135398",
    "mobility": "c_b79e35eb",
}


def language(code: str) -> str:
    """The address of a language, by its code in ISO 639-1 or 639-3: `fr` is …/language/FRA."""
    primary = code.partition("-")[0].lower()
    return f"{AUTHORITY}language/{_LONG.get(primary, primary).upper()}"


def country(code: str | None) -> str | None:
    """The address of a country of Europe or of the Union, by its code in ISO 3166-1 alpha-2 or `eu`; None for others."""
    found = COUNTRIES.get(code or "")
    return f"{AUTHORITY}country/{found}" if found else None


def theme(code: str) -> str:
    return f"{AUTHORITY}data-theme/{code}"


def hvd_category(name: str) -> str:
    """The address of a category of high-value data sets."""
    return f"{HVD}{HVD_CATEGORIES[name]}"
