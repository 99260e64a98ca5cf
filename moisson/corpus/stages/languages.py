"""Codes of languages: what the model calls them, what publishers write, ISO 639-1, and the codes of multilingual corpora."""

from moisson.readers.facts.languages import SHORT, iso639

OFFICIAL = (  # languages of the European Union
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
CANDIDATES = (  # these, others of Europe's public bodies, and `zxx`: figures, no language
    *OFFICIAL,
    *("br", "bs", "ca", "cy", "dsb", "eu", "fo", "fy", "gd", "gl", "hsb", "is", "lb", "mk", "nn", "no", "oc", "se", "sq", "sr"),
    *("tr", "uk"),
    "zxx",
)
FEW = ("br", "cy", "dsb", "eu", "fo", "fy", "ga", "gd", "hsb", "is", "lb", "mt", "oc", "se")  # spoken by under a million
NO_LANGUAGE = "zxx"
_CODES = {"no": "nb"}  # the model's `no` is Bokmål: it has a class of its own for Nynorsk
_LABELS = {"nb": "no", "sh": "hbs", "iw": "he", "in": "id", "mo": "ro"}
# Where ISO 639-3 has a code for a group of languages, corpora name the one they hold (FineWeb-2, FLORES+).
_GROUPS = """
ar arb az azj et ekk ku kmr lv lvs mg plt mn khk ms zsm ne npi no nob om gaz or ory ps pbt qu quy sq als sw swh uz uzn
yi ydd zh cmn
"""
_ONE_OF = dict(zip(_GROUPS.split()[::2], _GROUPS.split()[1::2], strict=True))
_LONG = {short: long for long, short in reversed(SHORT.items())}  # the terminological code stands first of several


def code_of(label: str) -> str:
    """ISO 639-1 for a label of the model, or ISO 639-3 where there is no shorter code."""
    return _CODES.get(label, label)


def declared_code(declared: str | None) -> str | None:
    """ISO 639-1 for a language as publishers write it (`fr`, `fra`, `fr-BE`); None for `und` and what is no language."""
    return iso639(declared) if declared else None


def label_of(code: str | None) -> str | None:
    """The model's label for a code of ISO 639."""
    return _LABELS.get(code, code) if code else None


def corpus_code(language: str, script: str) -> str:
    """`fra_Latn` for `fr` and `Latn`: ISO 639-3 and ISO 15924, as FineWeb-2, FLORES+ and GlotLID write languages."""
    return f"{_ONE_OF.get(language) or _LONG.get(language, language)}_{script}"
