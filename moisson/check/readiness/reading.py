"""One pass over everything under a path: inspects each file and measures each document.

It keeps counts, places and hashes; only the current texts are in memory.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from moisson.check.readiness.answer import answer
from moisson.check.readiness.batches import batches
from moisson.check.readiness.catalogue import Catalogue
from moisson.check.readiness.coverage import Coverage
from moisson.check.readiness.duplicates import Duplicates
from moisson.check.readiness.extraction import Extraction
from moisson.check.readiness.findings import Finding, worst_first
from moisson.check.readiness.languages import Languages
from moisson.check.readiness.personal import PersonalData, Reveal
from moisson.check.readiness.rights import Rights
from moisson.check.readiness.wording import Lang, Words
from moisson.harvest.preview import Outcome, Summary, read_files
from moisson.readers.contract import File
from moisson.workspace.progress import Progress, Silent, counted


class Measure(Protocol):
    """Takes documents or files one by one, then gives findings."""

    def findings(self) -> Iterator[Finding]:
        """The findings, in any order."""
        ...

    def as_dict(self) -> dict[str, Any]:
        """The figures behind them."""
        ...


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found under a path: `name` is its last part, `survey` the counts by format, `measures` figures by topic."""

    name: str
    survey: dict[str, Any]
    measures: dict[str, Any]
    findings: list[Finding]

    def as_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """The counts of the survey, and `readiness`: the answer and the findings in one language, and the figures behind them."""
        words = Words(lang)
        return {
            **self.survey,
            "readiness": {
                "lang": lang,
                **self.answer(lang),
                "findings": [_in_words(each, words) for each in self.findings],
                **self.measures,
            },
        }

    def answer(self, lang: Lang = "en") -> dict[str, Any]:
        """Ready or not: `answer` for programs (ready, ready-after, not-yet, nothing), `says` in words, what to do `first`."""
        said = answer(self.findings, self.survey["documents"])
        sentence = Words(lang).label(said.verdict, "answer", count=len(said.first))
        return {"answer": said.verdict, "says": sentence, "first": [each.key for each in said.first]}


def _in_words(found: Finding, words: Words) -> dict[str, Any]:
    return {
        "severity": found.severity,
        "topic": found.topic,
        "key": found.key,
        "count": found.count,
        "of": found.whole,
        "what": words.what(found),
        "do": words.do(found),
        "where": [place.as_dict() for place in found.places],
        "not_listed": found.unlisted,
    }


def read(path: Path, workers: int = 1, reveal: Reveal | None = None, progress: Progress | None = None) -> Readiness:
    """Read and measure all files under a path; raises NotFound where there is none.

    Only `reveal` gets values of personal data, each with its kind and place.
    """
    with ExitStack() as open_:
        summary, extraction, languages, coverage, rights = Summary(), Extraction(), Languages(), Coverage(), Rights()
        personal, duplicates, catalogue = PersonalData(reveal), Duplicates(), Catalogue()
        for measure in (personal, duplicates, catalogue):
            open_.callback(measure.close)

        def look(file: File) -> None:
            rights.look(file)
            catalogue.look(file)

        def met() -> Iterator[Outcome]:
            for found in counted(read_files(path, workers, look, count=True), progress or Silent(), "read", "documents"):
                summary.add(found)
                extraction.meet(found)
                yield found

        for batch in batches(met()):
            for taking in (extraction, languages, coverage, rights, personal, duplicates):
                taking.add(batch)
        measured: dict[str, Measure] = {
            "formats": extraction,
            "languages": languages,
            "rights": rights,
            "personal_data": personal,
            "duplicates": duplicates,
            "metadata": coverage,
            "catalogue": catalogue,
        }
        return Readiness(
            path.absolute().name,
            summary.as_dict(),
            {name: measure.as_dict() for name, measure in measured.items()},
            worst_first(found for measure in measured.values() for found in measure.findings()),
        )
