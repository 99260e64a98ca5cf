"""Models that others trained to find names, where a recipe asks for one: spaCy pipelines and GLiNER.

Neither is needed, and neither is installed with Moisson. A model is named with its version, or given as a folder whose content
is hashed, so that the stage's identity holds what it depends on. It is loaded by the first document that needs it.
"""

from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from moisson.contracts.errors import RecipeError
from moisson.privacy.spans import Context, Span

PROGRAMS = ("spacy", "gliner")
_PERSONS = frozenset({"PER", "PERSON", "PRS", "persName", "person", "PERSON_NAME"})
_MOST = {"spacy": 20_000, "gliner": 1_000}  # code points at a time


class ModelReader:
    """Persons as a model names them, each with role `person`: a model does not say what they are in the document."""

    kinds = ("person",)

    def __init__(self, program: str, name: str) -> None:
        self._program, self._name = program, name

    @cached_property
    def _model(self) -> Any:
        module: Any = import_module(self._program)
        if self._program == "spacy":
            return module.load(self._name)
        return module.GLiNER.from_pretrained(self._name, local_files_only=True)

    def find(self, text: str, context: Context) -> Iterator[Span]:
        for start, end in _pieces(text, _MOST[self._program]):
            for first, last in self._persons(text[start:end]):
                name = " ".join(text[start + first : start + last].split())
                if name:
                    yield Span(start + first, start + last, "person", "person", name.casefold())

    def _persons(self, piece: str) -> Iterator[tuple[int, int]]:
        if self._program == "spacy":
            yield from ((found.start_char, found.end_char) for found in self._model(piece).ents if found.label_ in _PERSONS)
        else:
            yield from (
                (found["start"], found["end"]) for found in self._model.predict_entities(piece, ["person"], threshold=0.5)
            )


def _pieces(text: str, most: int) -> Iterator[tuple[int, int]]:
    """The text in pieces of at most `most` code points, cut at the last line break or space before that."""
    start = 0
    while start < len(text):
        end = min(len(text), start + most)
        if end < len(text):
            end = max(text.rfind("\n", start + 1, end), 0) or max(text.rfind(" ", start + 1, end), 0) or end
        yield start, end
        start = end


def model_reader(model: str, folder: str | None) -> ModelReader:
    """The reader for `spacy:NAME@VERSION`, an installed pipeline, or for `spacy` or `gliner` with a folder.

    RecipeError where the program or the model is not installed, or is another version.
    """
    program, _, named = model.partition(":")
    if program not in PROGRAMS or bool(named) == bool(folder) or (named and program != "spacy"):
        raise RecipeError(
            f"model {model!r}: write spacy:NAME@VERSION for an installed pipeline, or spacy or gliner with model_files."
        )
    if find_spec(program) is None:
        raise RecipeError(f"model {model!r} needs {program}, which is not installed here.")
    if folder:
        return ModelReader(program, folder)
    name, _, wanted = named.partition("@")
    try:
        there = version(name)
    except PackageNotFoundError:
        raise RecipeError(f"model {model!r}: the pipeline {name} is not installed here.") from None
    if there != wanted:
        raise RecipeError(f"model {model!r}: {name} {there} is installed; write {program}:{name}@{there}.")
    return ModelReader(program, name)
