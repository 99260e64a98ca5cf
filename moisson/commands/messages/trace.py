"""What is known of a document, and the documents that hold a passage, for a person to read."""

from typing import Any

from moisson.commands.messages.model import print_seen
from moisson.commands.messages.tokens import print_places
from moisson.commands.terminal import heading, out
from moisson.release.wording import detail
from moisson.stewardship.diff.recipe import as_text
from moisson.workspace.drawn import Console

OF_A_HARVEST = ("version", "url", "legal_state", "valid_from", "valid_to", "created", "publisher_version")
OF_A_RELEASE = ("title", "url", "language", "license", "created", "word_count", "cluster_id", "cluster_size", "text_sha256")
SHOWN_DUPLICATES = 10
SHOWN_CHARACTERS = 240  # of a passage


def print_trace(found: dict[str, Any]) -> None:
    """Everything that is known of an id."""
    console = out()
    console.print(found["id"], style="bold", markup=False)
    if act := found["withdrawn"]:
        console.print(f"withdrawn {act['date']}, {act['authority']}: {act['reason']}", style="red", markup=False)
        _line(console, "its public name", act["name"])
    _line(console, "publisher", found["publisher"])
    _harvests(console, found)
    for recipe, rows in found["decisions"].items():
        for row in rows:
            console.print(f"{recipe}: {row['id']} {verdict(row)}", markup=False)
            _stages(console, row)
        if not rows and found["harvests"]:
            console.print(f"{recipe}: not in its newest run", markup=False)
    for where, rows in found["stands_for"].items():
        for row in rows[:SHOWN_DUPLICATES]:
            _line(console, "stands for", f"{row['id']} {row['reason']} {detail(row.get('detail'))}")
        if len(rows) > SHOWN_DUPLICATES:
            _line(console, "stands for", f"{len(rows) - SHOWN_DUPLICATES:,} more in {where}; --json lists them")
    bare = not found["harvests"] and not found["decisions"]
    for row in found["releases"]:
        if row["holds"]:
            console.print(f"released in {row['release']}, {row['file']}", markup=False)
            for name in OF_A_RELEASE if bare else ():
                _line(console, name, row.get(name))
            for name, value in ((row.get("rights") or {}) if bare else {}).items():
                _line(console, f"rights.{name}", value)
            for each in row.get("masked") or ():
                _line(console, "masked", f"{each['kind']} {each['count']:,}")
        else:
            console.print(f"not in {row['release']}: {verdict({**row, 'kept': False})}", markup=False)
            _stages(console, row)
    print_places(found.get("tokens", ()))
    for row in found.get("made_from_it", ()):
        console.print(f"synthetic text was made from it: {row['id']}, in {row['release']}", markup=False)
    print_seen(found.get("models", ()))


def _harvests(console: Console, found: dict[str, Any]) -> None:
    known: dict[str, Any] = {}
    for row in found["harvests"]:
        console.print(f"harvested {row['taken']} from version {row['version_of_source']}: {row['state']}", markup=False)
        facts = {name: row[name] for name in OF_A_HARVEST}
        facts["part of"] = "; ".join(f"{container['title']} ({container['id']})" for container in row["part_of"] or [])
        facts |= {f"rights.{name}": value for name, value in (row["rights"] or {}).items()}
        facts["also stated"] = "; ".join(map(other_right, row["other_rights"] or []))
        facts["reservation"] = "; ".join(f"{each['protocol']} {each['value']}" for each in row["reservation"] or [])
        for name, value in facts.items():  # of a later harvest, what it changed
            if known.get(name) != value:
                _line(console, name, value)
        known = facts
    for row in found["refused"]:
        said = f"{row['reason']} {row['detail'] or ''}"
        console.print(f"noted at harvest {row['taken']} of version {row['version_of_source']}: {said}", markup=False)


def other_right(row: dict[str, Any]) -> str:
    """A statement of rights that did not hold: how it stands to the one that does, its licence, words and place."""
    said = (row["license"], row["level"], f"« {row['stated']} »" if row["stated"] else None, row["where"])
    return f"{row['relation']}: {', '.join(filter(None, said))}"


def verdict(row: dict[str, Any]) -> str:
    """What became of a document, in words."""
    return "kept" if row["kept"] else f"dropped by {row['stage']}: {row['reason']} {detail(row.get('detail'))}".rstrip()


def _stages(console: Console, row: dict[str, Any]) -> None:
    """The stage that decided, or all that a kept document went through, with their versions and parameters."""
    if "stages" in row:
        _line(console, "went through", ", ".join(f"{each['name']} {each['version']}" for each in row["stages"]))
    if "parameters" in row:
        said = ", ".join(f"{name} = {as_text(value)}" for name, value in row["parameters"].items() if value not in (None, []))
        _line(console, f"{row['stage']} {row['stage_version']}", said or "no parameters")


def _line(console: Console, name: str, value: object) -> None:
    if value not in (None, "", []):
        console.print(f"  {name:18} {value}", markup=False)


def print_passages(found: dict[str, Any]) -> None:
    """The documents that hold a passage, or the near matches."""
    console = out()
    for document in found["found"]:
        _document(console, document)
        console.print(f"  {document['excerpt']}", markup=False)
    if found["documents"] > len(found["found"]):
        console.print(f"{len(found['found']):,} of {found['documents']:,} documents that hold the passage; --limit shows more.")
    elif found["documents"]:
        console.print(f"{found['documents']:,} {'documents hold' if found['documents'] > 1 else 'document holds'} the passage.")
    else:
        console.print("No document holds the whole of it." if found["passages"] else "No document holds the passage.")
    for passage in found["passages"]:
        console.print(f"\n{passage['words']:,} words: « {shortened(passage['text'])} »", style="bold", markup=False)
        for document in passage["found"]:
            _document(console, document)
        if passage["documents"] > len(passage["found"]):
            console.print(f"{len(passage['found']):,} of {passage['documents']:,} documents that hold these; --limit shows more.")
    if found["near"]:
        console.print("Near matches, by the share of the passage's runs of five words that they hold:")
    for document in found["near"]:
        _document(console, document)
        console.print(f"  {document['share']:.0%} of the passage")


def shortened(text: str) -> str:
    """A passage on one line, its middle left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[: SHOWN_CHARACTERS // 2]} … {line[-SHOWN_CHARACTERS // 2 :]}"


def _document(console: Console, document: dict[str, Any]) -> None:
    heading(console, document["id"])
    if document["title"]:
        console.print(document["title"], style="dim", markup=False)
    for recipe, row in document["decisions"].items():
        console.print(f"{recipe}: {verdict(row)}", style="green" if row["kept"] else "red", markup=False)
    if document["releases"]:
        console.print(f"released in {', '.join(document['releases'])}", markup=False)
