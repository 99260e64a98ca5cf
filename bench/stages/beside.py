"""The same steps by datatrove and by Moisson, over the same documents in the same run: CPU time, and where decisions differ.

datatrove runs under its own Python (`datatrove_side.py`). Its rules are compared with ours under its own thresholds, family by
family and rule by rule in its order: what differs is then what a word, a line or a character is.
"""

import json
import resource
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from time import process_time
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.stages.speed import Named, one, run
from bench.stages.texts import Texts
from moisson.kernels.langid import identify, load_model
from moisson.kernels.strings import strings
from moisson.workspace.storage import PARQUET

SIDE = Path(__file__).with_name("datatrove_side.py")
PACKAGES = ("datatrove[processing]", "spacy", "pyarrow")  # the latest of each; what they are is printed
OWN = Path("build") / "datatrove"  # an environment of its own, for what it needs is none of ours
RULES = "rules of Gopher, C4, FineWeb"
MASKS = "mail and network addresses"
# Our steps that do what theirs do, and their steps.
OURS: dict[str, tuple[Named, ...]] = {
    RULES: (("measure_signals", {}),),
    MASKS: (("mask_identifiers", {"kinds": ("email", "ip")}),),
    "exact duplicates": (("drop_exact_duplicates", {}),),
    "signatures": (("sign_words", {}),),
    "near duplicates": (("drop_near_duplicates", {"signed": True}),),
}
FAMILIES = ("gopher quality", "gopher repetition", "fineweb quality", "c4 quality")
THEIRS = {RULES: FAMILIES, **{name: (name,) for name in OURS if name != RULES}}

# Each rule of datatrove by its reason, in its order, said of our signals: a document goes where the value is below, or above.
SAID: dict[str, tuple[tuple[str, str, float | None, float | None], ...]] = {
    "gopher quality": (
        ("gopher_short_doc", "word_count", 50, None),
        ("gopher_long_doc", "word_count", None, 100_000),
        ("gopher_below_avg_threshold", "mean_word_length", 3, None),
        ("gopher_above_avg_threshold", "mean_word_length", None, 10),
        ("gopher_too_many_hashes", "gopher_hashes", None, 0.1),
        ("gopher_too_many_ellipsis", "gopher_ellipses", None, 0.1),
        ("gopher_too_many_bullets", "gopher_bullet_lines", None, 0.9),
        ("gopher_too_many_end_ellipsis", "gopher_ellipsis_lines", None, 0.3),
        ("gopher_below_alpha_threshold", "gopher_lettered_words", 0.8, None),
        ("gopher_enough_stop_words", "gopher_stop_words", 2, None),
    ),
    "gopher repetition": (
        ("dup_para_frac", "gopher_dup_paragraphs", None, 0.3),
        ("dup_para_char_frac", "gopher_dup_paragraph_chars", None, 0.2),
        ("dup_line_frac", "gopher_dup_lines", None, 0.3),
        ("dup_line_char_frac", "gopher_dup_line_chars", None, 0.2),
        *((f"top_{n}_gram", f"gopher_top_{n}gram", None, most) for n, most in ((2, 0.2), (3, 0.18), (4, 0.16))),
        *((f"duplicated_{n}_n_grams", f"gopher_dup_{n}grams", None, (20 - n) / 100) for n in range(5, 11)),
    ),
    "fineweb quality": (
        ("line_punct_ratio", "fineweb_ended_lines", 0.12, None),
        ("short_line_ratio", "fineweb_short_lines", None, 0.67),
        ("char_dup_ratio", "gopher_dup_line_chars", None, 0.01),
        ("list_ratio", "fineweb_newlines", None, 0.3),
    ),
    "c4 quality": (
        ("lorem_ipsum", "c4_lorem_ipsum", None, 0),
        ("curly_bracket", "c4_braces", None, 0),
        ("too_few_sentences", "sentences", 5, None),
    ),
}


class Decided(NamedTuple):
    """Documents that go for one reason."""

    family: str
    reason: str
    theirs: int
    ours: int
    both: int

    @classmethod
    def of(cls, family: str, reason: str, theirs: NDArray[np.bool_], ours: NDArray[np.bool_]) -> "Decided":
        return cls(family, reason, int(theirs.sum()), int(ours.sum()), int((theirs & ours).sum()))


@dataclass
class Compared:
    """CPU seconds of both sides by step, and decisions."""

    texts: str
    megabytes: float
    documents: int
    ours: dict[str, float]
    theirs: dict[str, float]
    versions: dict[str, str]
    whole_process: float  # seconds of CPU of datatrove's process, from its start to its end
    decisions: list[Decided]

    @property
    def ratio(self) -> float:
        return sum(self.theirs.values()) / sum(self.ours.values())


def interpreter(named: Path | None, install: bool) -> str | None:
    """A Python that has datatrove: the one that is named, else this one, else one in `build`, which is made where `install` is.

    None where there is none, and pip could not bring it.
    """
    own = OWN / "bin" / "python"
    for program in [named] if named else [Path(sys.executable), own]:
        if _has_datatrove(program):
            return str(program)
    if named or not install:
        return None
    print(f"datatrove is not here: pip brings it into {OWN}, once.", file=sys.stderr)
    for command in ([sys.executable, "-m", "venv", str(OWN)], [str(own), "-m", "pip", "install", "--quiet", *PACKAGES]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()[-500:]}", file=sys.stderr)
            return None
    return str(own) if _has_datatrove(own) else None


def _has_datatrove(program: Path) -> bool:
    asked = [str(program), "-c", "import datatrove, spacy, pyarrow"]
    return program.exists() and subprocess.run(asked, capture_output=True, check=False).returncode == 0


def compare(texts: Texts, program: str) -> Compared:
    """Both sides, one after the other."""
    texts = texts._replace(table=one(texts.table, "drop_short", {"min_words": 0, "min_body_words": 0}))  # which writes word_count
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "texts.parquet", Path(folder) / "decided.parquet"
        pq.write_table(texts.table.select(["id", "text"]), path, **PARQUET)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [program, str(SIDE), str(path), texts.language, " ".join(stop_words(texts.language)), str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"datatrove ended with {done.returncode}: {done.stderr[-2000:]}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = json.loads(done.stdout.splitlines()[-1])
        theirs = pq.read_table(out)
    whole = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seconds = {step: sum(said["seconds"][name] for name in names) for step, names in THEIRS.items()}
    ours = {step: cost(texts, step, named) for step, named in OURS.items()}
    versions = {**said["versions"], "words": said["tokenizer"]}
    decided = list(decisions(texts, theirs))
    return Compared(texts.name, texts.megabytes, texts.table.num_rows, ours, seconds, versions, whole, decided)


def cost(texts: Texts, step: str, named: Sequence[Named]) -> float:
    """Our seconds of a step; what it needs from another step is there before."""
    if step == "near duplicates":
        texts = texts._replace(table=one(texts.table, "sign_words", {}))
    return sum(each.seconds for each in run(texts, named))


def stop_words(language: str) -> list[str]:
    """Our function words of the language."""
    listed = tomllib.loads(files("moisson.corpus.stages").joinpath("function_words.toml").read_text("utf-8"))
    return str(listed[language]).split()


def decisions(texts: Texts, theirs: pa.Table) -> Iterator[Decided]:
    """For each reason of each family: how many documents go by their code, by ours, and by both."""
    measured = one(texts.table, "measure_signals", {})
    at = {id: row for row, id in enumerate(measured["id"].to_pylist())}
    ids = theirs["id"].to_pylist()
    rows = np.array([at[id] for id in ids])
    for family, rules in SAID.items():
        their = np.array([reason or "" for reason in theirs[family].to_pylist()], object)
        our = np.full(len(rows), "", object)
        for reason, signal, least, most in rules:
            value = measured[signal].to_numpy()[rows]
            broken = value < least if least is not None else value > most
            our[(our == "") & broken] = reason
        for reason in sorted({*their, *our} - {""}):
            yield Decided.of(family, reason, their == reason, our == reason)
        yield Decided.of(family, "any of these", their != "", our != "")
    for step, stage in (("exact", "drop_exact_duplicates"), ("near", "drop_near_duplicates")):
        kept = set(one(texts.table, stage, {})["id"].to_pylist())
        ours = np.array([id not in kept for id in ids])
        yield Decided.of("duplicates", step, theirs[step].to_numpy(zero_copy_only=False), ours)


@dataclass(frozen=True)
class Language:
    """The language of documents by py3langid and by its model as a kernel: seconds of CPU, and whether labels agree."""

    megabytes: float
    documents: int
    ours: float
    theirs: float
    same: int


def language(texts: Texts, most: int = 2000) -> Language:
    """Whole documents, all languages of the model, as the library is called."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    texts = texts._replace(table=texts.table.slice(0, most).combine_chunks())
    column = texts.table["text"].combine_chunks()
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    documents = column.to_pylist()
    library.classify(documents[0])
    begun = process_time()
    theirs = [library.classify(text)[0] for text in documents]
    spent = process_time() - begun
    model = load_model()
    held = strings(column)
    longest = int(np.diff(held.offsets).max())
    identify(held, model, longest)
    begun = process_time()
    best, _ = identify(held, model, longest)
    ours = process_time() - begun
    same = sum(model.labels[number] == label for number, label in zip(best.tolist(), theirs, strict=True))
    return Language(texts.megabytes, len(documents), ours, spent, same)
