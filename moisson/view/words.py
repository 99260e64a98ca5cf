"""What the viewer's pages say (`words_en.toml` …), and in which language."""

from moisson.commons.pages import words as pages
from moisson.release.report.phrases import Words

EDITIONS = pages.EDITIONS


def words_for(edition: str) -> Words:
    """The words of one edition."""
    return pages.words_for(edition, "moisson.view")


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
