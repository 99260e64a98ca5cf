"""What the pages say: a table for each language (`words_en.toml` …), and the report's words where it has them."""

import tomllib
from functools import cache
from importlib.resources import files

from moisson.release.report.phrases import EDITIONS as OF_REPORT
from moisson.release.report.phrases import Words, table_of

EDITIONS = ("en", "fr", "de")
# Of the report's words: how figures are written, and what closed sets of names mean.
SHARED = ("format", "reasons", "stages", "levels", "bases", "forces", "kinds", "kinds_masked", "languages", "steps", "step_names")


@cache
def words_for(edition: str) -> Words:
    """The words of one edition."""
    own = tomllib.loads(files("moisson.view").joinpath(f"words_{edition}.toml").read_text("utf-8"))
    of_report = table_of(edition) if edition in OF_REPORT else {}
    return Words(edition, {**{name: of_report[name] for name in SHARED if name in of_report}, **own})


def preferred(accepted: str) -> str:
    """The edition that a browser's Accept-Language asks for first; English where it asks for none that there is."""
    asked = []
    for at, part in enumerate(accepted.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        asked.append((-weight, at, tag.partition("-")[0].lower()))
    return next((tag for weight, _, tag in sorted(asked) if weight < 0 and tag in EDITIONS), EDITIONS[0])
