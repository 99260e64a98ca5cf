"""What can repair a text: a program, a model behind an endpoint, or dictionaries. All take passages and give as many."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Passage(NamedTuple):
    """A piece of a document, of one or several lines."""

    text: str
    language: str


class Tool(Protocol):
    """Something that repairs passages."""

    @property
    def name(self) -> str:
        """Its name and version, as `repaired_by` has it."""
        ...

    def repair(self, document: Sequence[Passage]) -> list[str]:
        """The passages of one document, repaired, in their order; a passage it has nothing to say about comes back as it is.

        Raises WorkerError where the tool does not answer, or with something else than was asked for.
        """
        ...
