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
    if document.get("words_held") is not None:
        kinds = "".join(f", {each['kind']} {each['words']:,}" for each in document["left_out"] or ())
        account = f"\nWords of the file: {document['words_held']:,}; in the text: {document['words_given']:,}{kinds}."
        console.print(account, style="dim", markup=False)
    told = document.get("left_out_text")
    for passage in [told] if isinstance(told, str) else told or ():
        line = passage if isinstance(passage, str) else f"- {passage['kind']}: {passage['text']}"
        console.print(line, style="dim", markup=False)
