"""What pages say: a table for each language, of the pages themselves, and the report's words where it has them."""

import tomllib
from functools import cache
from importlib.resources import files

from moisson.release.report.phrases import EDITIONS as OF_REPORT
from moisson.release.report.phrases import Words, table_of

EDITIONS = ("en", "fr", "de")
# Of the report's words: how figures are written, and what closed sets of names mean.
SHARED = ("format", "reasons", "stages", "levels", "bases", "forces", "kinds", "kinds_masked", "languages", "steps", "step_names")


@cache
def words_for(edition: str, package: str) -> Words:
    """The words of one edition, with those of the `words_en.toml` … of a package."""
    of_report = table_of(edition) if edition in OF_REPORT else _table("moisson.commons.pages", edition)
    return Words(edition, {**{name: of_report[name] for name in SHARED if name in of_report}, **_table(package, edition)})


def _table(package: str, edition: str) -> dict[str, object]:
    return tomllib.loads(files(package).joinpath(f"words_{edition}.toml").read_text("utf-8"))
