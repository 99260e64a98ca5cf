"""The card's chapters on the texts: legal state, duplicates, examples."""

from collections.abc import Mapping
from typing import Any

from moisson.release.pack.markdown import code, escaped, link, quoted, table
from moisson.release.wording import (
    FORCES,
    UNSAID,
    class_name,
    counted,
    language,
    number,
)

POLICIES = {
    "keep": "Documents that their publisher no longer offers are kept",
    "flag": "Documents that their publisher no longer offers are kept and marked in `vanished`",
    "drop": "Documents that their publisher no longer offers are left out",
}


def law(stats: Mapping[str, Any]) -> str:
    """The publisher's state and what it means on the recipe's date; what became of vanished documents."""
    recipe = stats["recipe"]
    vanished = f"{POLICIES[recipe['vanished']]}; this release holds {number(stats['totals']['vanished'])}."
    if not any(row["legal_state"] for row in stats["legal"]):
        return f"## What the publisher no longer offers\n\n{vanished}"
    rows = [
        (
            code(row["legal_state"]) if row["legal_state"] else "none given",
            FORCES.get(row["force"], UNSAID),
            number(row["documents"]),
            number(row["words"]),
        )
        for row in stats["legal"]
    ]
    day = f", on **{escaped(recipe['as_of'])}**; what was in force then may have changed since" if recipe["as_of"] else ""
    return f"""## Law: in force or not

`legal_state` is the publisher's own word. `force` is what it means, with the dates of validity{day}.
{vanished}

{table(("State, as published", "Force", "Documents", "Words"), rows, right=(2, 3))}"""


def duplicates(stats: Mapping[str, Any]) -> str:
    """How many documents the kept ones stand for."""
    clusters = stats["clusters"]
    if not clusters["looked_for"]:
        return (
            "## Duplicates\n\nNo stage of this recipe looked for near-duplicates: the same words may stand here more than once."
        )
    rows = [(class_name(row["from"], row["to"]), number(row["clusters"])) for row in clusters["sizes"]]
    sizes = "\n\n" + table(("Documents in the group", "Groups"), rows, right=(1,)) if rows else ""
    groups = counted(clusters["clusters"], "group of two or more stands", "groups of two or more stand")
    left_out = number(clusters["stood_for"] - clusters["kept"])
    return f"""## Duplicates

Documents that say the same, or nearly, were grouped, and each group is represented here. `cluster_id` names the group, and
`cluster_size` says how many documents it had before any was left out. {groups} for
{counted(clusters["stood_for"], "document")}: {number(clusters["kept"])} kept, {left_out} left out.
To weigh a text by how often it was published, multiply by `cluster_size`.{sizes}"""


def examples(stats: Mapping[str, Any]) -> str:
    """A few documents chosen by hash."""
    parts = ["## Examples\n\nPicked by the hash of their ids, so that nobody chose them; shortened."]
    for example in stats["examples"]:
        title = link(example["title"] or example["id"], example["url"])
        parts.append(f"**{title}**<br>\n{code(example['id'])}, {language(example['language'])}\n\n{quoted(example['excerpt'])}")
    return "\n\n".join(parts) if stats["examples"] else ""
