"""Which language a text is in: the words decide where they are many and clear, else the publisher's declaration stands."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from moisson.errors import RecipeError
from moisson.kernels.langid import identify, load_model
from moisson.kernels.strings import strings
from moisson.schemas import STRING
from moisson.stage import DROPS, Columns, Step, stage
from moisson.stages.reasons import Reasons

# The 24 official languages of the European Union; other languages of Europe's public bodies; `zxx`: figures, no language.
CANDIDATES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr"),
    *("hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv"),
    *("br", "bs", "ca", "cy", "eu", "fo", "fy", "gd", "gl", "is", "lb", "mk", "nn", "no", "oc", "se", "sq", "sr", "tr", "uk"),
    "zxx",
)
_NO_LANGUAGE = "zxx"
_ISO_639_1 = {"no": "nb"}  # the model's `no` is Bokmål: it has a class of its own for Nynorsk
_SAME = {"no": "nb"}  # and publishers write `no` for it


def languages() -> list[str]:
    """What `identify_language` can answer, as ISO 639-1 codes."""
    return sorted(_ISO_639_1.get(label, label) for label in CANDIDATES if label != _NO_LANGUAGE)


@stage(version=1, reads=("text", "language"), writes=("language", "language_score", "language_declared", *DROPS))
def identify_language(min_score: float = 0.9, keep: Sequence[str] = (), min_bytes: int = 100, max_bytes: int = 1000) -> Step:
    """Write `language`, with the declared one in `language_declared`, and drop what is surely in a language not in `keep`.

    The first `max_bytes` of the text are identified by py3langid's model among the languages of Europe's public bodies. A
    text of at least `min_bytes` that is identified with `min_score` or more has that language; any other keeps what was
    declared. With `keep`, a document identified so as another language is dropped (`language:other`). `language_score` is the
    probability of the language found, rounded to four digits; null where nothing was found.
    """
    unknown = sorted(set(keep) - set(languages()))
    if unknown:
        raise RecipeError(f"stage identify_language: `keep` names {unknown[0]!r}; known are: {', '.join(languages())}.")

    def step(batch: pa.RecordBatch) -> Columns:
        text, declared = batch.column("text"), batch.column("language").cast(STRING)
        model = load_model(CANDIDATES)
        names = [_ISO_639_1.get(label, label) for label in model.labels]
        texts = strings(text)
        best, score = identify(texts, model, max_bytes)
        score = np.round(score, 4)
        silent = (best < 0) | (best == names.index(_NO_LANGUAGE))
        sure = ~silent & (score >= min_score) & (np.diff(texts.offsets) >= min_bytes)
        found = pa.array(names, STRING).take(pa.array(best, mask=best < 0))
        reasons = Reasons(batch.num_rows)
        if keep:
            other = sure & ~np.isin(best, [k for k, name in enumerate(names) if name in keep])
            reasons.add(
                "language:other", other, lambda row: f"identified {found[row]} ({score[row]:.2f}), declared {declared[row]}"
            )
        return {
            "language": pc.if_else(pa.array(sure), found, declared),
            "language_score": pa.array(score, mask=silent),
            "language_declared": declared,
            **reasons.columns(),
        }

    return step
