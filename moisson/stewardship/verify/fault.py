"""What can be wrong with a release."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it should be."""

    check: str  # files, signature, schema, order, rights, tree, conservation, figures, documents, rows
    where: str  # the file, or the document
    what: str

    def __str__(self) -> str:
        return plain(f"{self.check}: {self.where} {self.what}")


def plain(text: str) -> str:
    """Text in one line without signs that move a terminal's cursor or change its colours: a name must not write a verdict."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
