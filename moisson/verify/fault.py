"""What can be wrong with a release."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be."""

    check: str  # files, signature, schema, order, rights, tree, conservation, figures, documents, rows
    where: str  # the file, or the document
    what: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where} {self.what}"
