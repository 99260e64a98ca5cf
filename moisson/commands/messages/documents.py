"""Documents, as `read` and `show` print them."""

from typing import Any

from moisson.commands.terminal import heading, out
from moisson.release.wording import detail


def print_found(document: dict[str, Any]) -> None:
    """One document that a survey found, for reading."""
    console = out()
    heading(console, document["id"])
    for name, value in document.items():
        if name not in ("id", "text", "path") and value not in (None, "", []):
            shown = "; ".join(" ".join(map(str, each.values())) for each in value) if isinstance(value, list) else value
            console.print(f"{name:12} {shown}", style="red" if name == "reason" else "dim", markup=False)
    if "text" in document:
        console.print(f"\n{document['text']}\n", markup=False)


def print_document(document: dict[str, Any]) -> None:
    """One document with its decision, for reading."""
    console = out()
    verdict = "kept" if document["reason"] is None else f"dropped by {document['stage']}: {document['reason']}"
    heading(console, document["id"])
    console.print(f"{verdict} {detail(document['detail'])}", style="green" if document["reason"] is None else "red", markup=False)
    if document["remedy"]:
        console.print(f"\n{document['remedy']}\n", markup=False)
    if document["text"] is not None:
        console.print(document["text"], markup=False)
