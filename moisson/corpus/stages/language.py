"""Which languages a text is in: the words decide where they are many and clear, else the publisher's declaration stands."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import LANGUAGES, STRING
from moisson.contracts.stage import DROPS, Columns, Step, stage
from moisson.corpus.stages.languages import CANDIDATES, FEW, NO_LANGUAGE, OFFICIAL, code_of, corpus_code, declared_code, label_of
from moisson.corpus.stages.reasons import Reasons
from moisson.kernels.alike import alike
from moisson.kernels.langid import ANCIENT, Model, identify_beginnings, load_model
from moisson.kernels.languages import LIKELY, Found, Settings, Settled, find_languages, settle, shares
from moisson.kernels.passages import Hints
from moisson.kernels.scripts import CODES, main_script
from moisson.kernels.strings import strings
from moisson.kernels.windows import cut_all

OTHERS = 0.7  # the least probability by which a text that is sure of none is in a language that is not official in the Union
RUNS = pa.large_list(pa.field("element", pa.struct({"language": STRING, "lines": pa.int64(), "words": pa.int64()})))
WRITES = (
    "language",
    "language_score",
    "language_declared",
    "language_disagrees",
    "language_code",
    "language_shares",
    "language_runs",
    "script",
    *DROPS,
)


def languages() -> list[str]:
    """What `identify_language` can answer: ISO 639-1 codes, and ISO 639-3 where there is none."""
    return sorted({code_of(label) for label in load_model(CANDIDATES).labels if label != NO_LANGUAGE})


@stage(version=6, reads=("text", "language"), writes=WRITES)
def identify_language(
    min_score: float = 0.9,  # the probability from which a passage is surely in a language
    likely_score: float = 0.5,  # the probability from which a text is in a language where none is sure and none declared
    keep: Sequence[str] = (),  # languages to keep; what is surely in another is dropped (`language:other`). None: all
    min_bytes: int = 100,  # a text or paragraph of fewer bytes proves nothing by itself
    max_bytes: int = 1000,  # the first bytes of the text, by which the document's probability is found
    paragraph_bytes: int = 300,  # the most that is read of a paragraph to name its language
) -> Step:
    """Write the language of the text and of its lines, and drop what is surely in a language not in `keep`.

    A paragraph of at least `min_bytes` is surely in a language where the model (py3langid's, mended) gives it a probability of
    `min_score` by its first `paragraph_bytes`; so is the text by its first `max_bytes`. The model is asked twice: among all its
    languages, for what is surely in none that Europe's public bodies write (it has the likeliest of the others), and among
    theirs. Every line is in a language that some paragraph is surely in, or in the declared one where half of the text is in
    none; the text is in that of most of its words, or where none is sure in the declared one. Where none is declared either, it
    is in the likeliest by its first `max_bytes`, from `likely_score` for an official language of the Union, and from 0.7 for
    another that a million people speak; what looks like a smaller one may be a list of names. Bosnian, Croatian, Montenegrin and
    Serbian in Latin letters are told by their words, one for a text; where these fit several, the declared one stands, or else
    it is `hbs`. Greek is `el`, unless it was declared ancient (`grc`).

    - `language`: ISO 639-1, or 639-3 where there is no shorter code; `script`: ISO 15924, that of most letters; `language_code`:
      both, as `fra_Latn`. Null where unknown.
    - `language_score`: the probability of `language` for the first `max_bytes`; where these are in another language, the mean
      over the paragraphs surely in it. Less than `min_score` where it is only likely. Four digits; null where nothing was found.
    - `language_declared`: what the source said; `language_disagrees`: whether the words are surely in another.
    - `language_shares`: words by language, most first; `language_runs`: language, lines and words of each run of lines, in order.
    - `drop_reason`: `language:other`, for a text that is surely in a language not in `keep` (all are kept where it is empty).
    """
    unknown = sorted(set(keep) - set(map(code_of, CANDIDATES)) - {NO_LANGUAGE})
    if unknown and (unknown := sorted(set(unknown) - set(known := languages()))):  # the model knows more, and takes long to load
        raise RecipeError(f"stage identify_language: `keep` names {unknown[0]!r}; known are: {', '.join(known)}.")

    def step(batch: pa.RecordBatch) -> Columns:
        model = load_model(CANDIDATES)
        settings = Settings(min_score, min_bytes, paragraph_bytes, model.labels.index(NO_LANGUAGE))
        texts = strings(batch.column("text"))
        declared = batch.column("language").cast(STRING)
        stated, its = _declared(declared, model)
        windows = identify_beginnings(texts, model, stated, max_bytes)
        starts = texts.offsets[:-1]
        ends = cut_all(texts.data, starts, texts.offsets[1:], max_bytes)
        best, score, clear = settle(windows, texts.data, starts, ends, model, settings)
        begins = np.where(clear & (np.diff(texts.offsets) >= min_bytes), best, -1)
        found = _ancient(find_languages(texts, Hints(begins, stated, windows.alike >= LIKELY), model, settings), stated, model)
        names = pa.array([code_of(label) for label in model.labels], STRING)
        sure = found.main >= 0
        language = pc.if_else(pa.array(sure), _take(names, found.main), its)
        rows = np.flatnonzero(np.asarray(pc.is_null(language)) & (np.diff(texts.offsets) >= min_bytes))
        guess = settle(windows.take(rows), texts.data, starts[rows], ends[rows], model, settings._replace(sure=likely_score))
        fair = _fair(guess, likely_score, model)
        guessed = np.full(batch.num_rows, -1)
        guessed[rows[fair]] = guess.best[fair]
        language = pc.coalesce(language, _take(names, guessed))
        probability = np.where(found.main == best, score, found.score)
        probability = np.where(sure, probability, np.where((best >= 0) & (stated >= 0), windows.score_of_expected, np.nan))
        probability[rows[fair]] = guess.score[fair]
        nynorsk = found.main == model.labels.index("nn")  # which `no` declares as well
        agreed = np.where(nynorsk & np.asarray(pc.equal(its, "no").fill_null(False)), found.main, stated)
        script = _take(pa.array(CODES, STRING), main_script(found.letters))
        reasons = Reasons(batch.num_rows)
        if keep:
            close = {alike().together} if set(keep) & set(alike().languages) else set()
            kept = np.isin(found.main, [k for k, label in enumerate(model.labels) if code_of(label) in {*keep, *close}])
            reasons.add(
                "language:other",
                sure & ~kept,
                lambda row: f"identified {language[row]} ({probability[row]:.2f}), declared {declared[row]}",
            )
        return {
            "language": language,
            "language_score": pa.array(np.round(probability, 4), mask=np.isnan(probability)),
            "language_declared": declared,
            "language_disagrees": pa.array(found.main != agreed, mask=~sure | (stated < 0)),
            "language_code": _codes(language, script),
            "language_shares": _shares(found, names, language),
            "language_runs": _runs(found, names, language),
            "script": script,
            **reasons.columns(),
        }

    return step


def _fair(guess: Settled, likely_score: float, model: Model) -> NDArray[np.bool_]:
    """Which guesses stand: not that a text is in a language of few people, which lists of names look like."""
    official, few = (np.isin(guess.best, [model.labels.index(code) for code in codes]) for codes in (OFFICIAL, FEW))
    return guess.sure & ~few & (guess.score >= np.where(official, likely_score, OTHERS))


def _ancient(found: Found, stated: NDArray[np.int64], model: Model) -> Found:
    """Greek is ancient where that was declared."""
    greek, ancient = (model.labels.index(code) for code in ("el", ANCIENT))
    said = stated == ancient
    lines = said[found.runs.text] & (found.runs.language == greek)
    runs = found.runs._replace(language=np.where(lines, ancient, found.runs.language))
    return found._replace(runs=runs, main=np.where(said & (found.main == greek), ancient, found.main))


def _take(names: pa.Array, index: NDArray[np.int64]) -> pa.Array:
    return names.take(pa.array(index, mask=index < 0))


def _declared(declared: pa.Array, model: Model) -> tuple[NDArray[np.int64], pa.Array]:
    """For each row the model's label of what was declared (-1: none), and its ISO code."""
    encoded = declared.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    codes = [declared_code(value) for value in values]
    index = [model.labels.index(label) if (label := label_of(code)) in model.labels else -1 for code in codes]
    places = encoded.indices
    stated = pa.array(index, pa.int64()).take(places).fill_null(-1)
    return stated.to_numpy(zero_copy_only=False), pa.array(codes, STRING).take(places)


def _codes(language: pa.Array, script: pa.Array) -> pa.Array:
    """`fra_Latn` for each row that has a language and letters."""
    pairs = pc.binary_join_element_wise(language, script, pa.scalar("_", STRING)).dictionary_encode()
    codes = [corpus_code(*pair.split("_")) for pair in pairs.dictionary.to_pylist()]
    return pa.array(codes, STRING).take(pairs.indices)


def _lists(text: NDArray[np.int64], size: int, kind: pa.DataType, **values: pa.Array) -> pa.Array:
    """Lists of structs, one for each of `size` texts, from columns sorted by text."""
    offsets = np.searchsorted(text, np.arange(size + 1))
    fields = list(kind.value_type)
    structs = pa.StructArray.from_arrays([values[field.name] for field in fields], fields=fields)
    return pa.LargeListArray.from_arrays(pa.array(offsets), structs).cast(kind)


def _language_of(index: NDArray[np.int64], text: NDArray[np.int64], names: pa.Array, language: pa.Array) -> pa.Array:
    """The names of languages; where none is sure, that of the text."""
    return pc.coalesce(_take(names, index), language.take(pa.array(text)))


def _shares(found: Found, names: pa.Array, language: pa.Array) -> pa.Array:
    held = shares(found.runs, len(language))
    of = _language_of(held.language, held.text, names, language)
    some = np.asarray(pc.is_valid(of)) & (held.words > 0)
    return _lists(held.text[some], len(language), LANGUAGES, language=of.filter(pa.array(some)), words=pa.array(held.words[some]))


def _runs(found: Found, names: pa.Array, language: pa.Array) -> pa.Array:
    runs = found.runs
    of = _language_of(runs.language, runs.text, names, language)
    return _lists(runs.text, len(language), RUNS, language=of, lines=pa.array(runs.lines), words=pa.array(runs.words))
