"""The documents of a release, by the names of their files. One more is one more line here."""

from collections.abc import Callable
from pathlib import Path

from moisson.release.card import card
from moisson.release.pack import Pack
from moisson.release.report import report

DOCUMENTS: dict[str, Callable[[Pack], str]] = {
    "README.md": card,
    "report.html": report,
}


def document(folder: Path, pack: Pack) -> None:
    """Write all documents of a release into its folder, in UTF-8."""
    for name, text in documents(pack).items():
        (folder / name).write_bytes(text.encode())


def documents(pack: Pack) -> dict[str, str]:
    """Every document of a release, by the name of its file."""
    return {name: write(pack) for name, write in DOCUMENTS.items()}
