"""How values of columns are said: a licence, a level, a source by its title, a reason in words."""

import json
from functools import cached_property
from typing import Any, NamedTuple

from moisson.release.report.label_language import tongue
from moisson.release.report.phrases import Words
from moisson.view.look import Look


class Said(NamedTuple):
    """Words for a person; the language they are in, where it is not the page's; whether they are shown as code."""

    text: str
    tongue: str | None = None
    code: bool = False


class Named:
    """The names of one release's values in the words of one language."""

    def __init__(self, look: Look, words: Words) -> None:
        self._look, self._words = look, words

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {source["name"]: source["title"] for source in self._look.stats["sources"]}

    def value(self, facet: str, value: str | None) -> Said:
        """A value of a facet."""
        if facet == "masked":
            return Said(self._words("documents.masked_yes" if value else "documents.masked_no"))
        if facet == "cluster":
            return Said(self._words("documents.with_twins"))
        if value is None:
            return Said(self._words("site.unsaid"))
        if facet == "source":
            title = self._titles.get(value)
            return Said(title, tongue(title)) if title else Said(value, code=True)
        if facet == "language":
            return Said(self._words.language(value))
        table = {"kind": "kinds", "force": "forces", "basis": "bases", "level": "levels", "mask": "kinds_masked"}.get(facet)
        known = self._words.known(table, value) if table else None
        if facet == "reason" and (meaning := self._words.reason(value)):
            return Said(f"{meaning} ({value})")
        return Said(known) if known else Said(value, code=facet not in ("year",))

    def likeness(self, detail: str | None) -> dict[str, Any]:
        """What a duplicate's detail says: for which document it was dropped, and how alike they are."""
        try:
            said = json.loads(detail or "null")
        except ValueError:
            return {"kept_id": None, "similarity": None}
        if not isinstance(said, dict):
            return {"kept_id": None, "similarity": None}
        kept, alike = said.get("kept") or said.get("known"), said.get("similarity")
        return {
            "kept_id": kept if isinstance(kept, str) else None,
            "similarity": alike if isinstance(alike, float) else None,
            "elsewhere": said.get("release"),
        }

    def reason(self, reason: str) -> str | None:
        """What a reason means; None where there are no words for it."""
        return self._words.reason(reason)
