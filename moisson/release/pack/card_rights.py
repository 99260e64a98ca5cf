"""The card's chapter on rights: by what right each document may be used, who says so, and whom to name."""

from collections.abc import Mapping
from typing import Any

from moisson.release.pack.markdown import code, escaped, link, table
from moisson.release.wording import BASES, LEVELS, UNSAID, counted, number, percent, ratio
from moisson.rights.combine import combine, obligations
from moisson.rights.licences import licence as known


def licence(name: str | None) -> str:
    """A licence by the name people use, with its identifier."""
    if name is None:
        return "none: see the basis"
    found = known(name)
    return f"{escaped(found.name)} ({code(name)})" if found else code(name)


def licences(source: Mapping[str, Any]) -> str:
    """The licences of a source's documents; where there is none, the basis that its description gives."""
    names = [row["license"] for row in source["licenses"]]
    basis = (source["rights"] or {}).get("basis")
    return "<br>".join(licence(name) if name or not basis else BASES.get(basis, basis) for name in names) or "–"


def rights(stats: Mapping[str, Any]) -> str:
    """By level, with what the level means; by source; and what nobody has read."""
    totals, chapter = stats["totals"], stats["rights"]
    levels = [
        (
            code(row["level"]) if row["level"] else UNSAID,
            LEVELS.get(row["level"], "–"),
            number(row["documents"]),
            percent(ratio(row["documents"], totals["documents"])),
            number(row["words"]),
            percent(ratio(row["words"], totals["words"])),
        )
        for row in chapter["by_level"]
    ]
    sources = [
        (
            code(row["source"]),
            licence(row["license"]),
            BASES.get(row["basis"], row["basis"] or UNSAID),
            code(row["level"]) if row["level"] else UNSAID,
            "yes" if row["seen"] else "no",
            number(row["documents"]),
        )
        for row in chapter["by_source"]
    ]
    head = ("Who says so", "Meaning", "Documents", "Share", "Words", "Share of words")
    return f"""## Rights

The right to use a document is kept as evidence, in the column `rights`: the licence or other basis, the exact words where they
were read, where they stand, and when they were seen.

{table(head, levels, right=(2, 3, 4, 5))}

{_unseen(totals)} {_contradicted(totals)}

The licence of the software or package that carries data is not the licence of the data, and
was not taken for it.

{table(("Source", "Licence", "Basis", "Who says so", "Evidence fetched", "Documents"), sources, right=(5,))}

{_reasons(stats)}

{_together(stats)}{_reserved(stats)}"""


def _unseen(totals: Mapping[str, Any]) -> str:
    unseen = totals["unseen_rights"]
    if not unseen:
        return "For every document the evidence was fetched: `rights.seen_at` says when."
    return (
        f"**For {number(unseen)} of {counted(totals['documents'], 'document')}, `rights.seen_at` is null: nobody fetched the"
        " evidence.** The right rests on what the source's description says, and `rights.where` names the place where it can be"
        " checked. Where the level is `asserted`, check before you rely on it."
    )


def _contradicted(totals: Mapping[str, Any]) -> str:
    """For how many documents something else was stated as well."""
    count = totals["contradicted"]
    if not count:
        return "No statement of rights that was found contradicts another."
    of = "document" if count == 1 else "documents"
    return (
        f"**For {number(count)} {of} several statements of rights contradict each other**: the stricter one holds, and the column"
        " `other_rights` has the others, with their words and places."
    )


def _together(stats: Mapping[str, Any]) -> str:
    """What the licences ask for together, and which of them cannot stand on one merged work."""
    said = obligations(combine(row["license"] for row in stats["rights"]["by_license"]))
    return "Taken together, the licences ask:\n\n" + "\n".join(f"- {escaped(sentence)}" for sentence in said) if said else ""


def _reasons(stats: Mapping[str, Any]) -> str:
    lines = []
    for source in stats["sources"]:
        said = source["rights"] or {}
        parts = [f"« {escaped(said['stated'])} »" if said.get("stated") else "", escaped(said.get("reason"))]
        parts.append(f"Where: {_where(said['where'])}." if said.get("where") else "")
        if text := " ".join(part for part in parts if part):
            lines.append(f"- {code(source['name'])}: {text}")
    return "\n".join(lines)


def _where(where: str) -> str:
    """A place: a web address becomes a link, a remark behind it stays text."""
    url, _, remark = where.partition(" ")
    return f"{link(url, url)} {escaped(remark)}".strip()


def _reserved(stats: Mapping[str, Any]) -> str:
    found = stats["totals"]["reserved"]
    if not found:
        return "\n\nNo opt-out from text and data mining was found; that does not mean that there is none."
    places = ", ".join(f"{code(row['source'])} ({number(row['documents'])})" for row in stats["reservations"])
    carry = counted(found, "document carries", "documents carry")
    return f"\n\n**{carry} an opt-out from text and data mining** (`reservation`): {places}."


def attribution(stats: Mapping[str, Any]) -> str:
    """What whoever passes texts on owes, and where it stands ready."""
    if not stats["totals"]["documents"]:
        return ""
    names = [row["license"] for row in stats["rights"]["by_license"]]
    alike = [found for found in map(known, names) if found and found.share_alike]
    said = ", ".join(f"{escaped(found.name)} ({code(found.id)})" for found in alike)
    share = (
        f"\n\n**Share-alike:** {said}: what you make from these documents must be shared under the same terms." if said else ""
    )
    return f"""## Attribution

[ATTRIBUTION.md](ATTRIBUTION.md) has one line for each source, as its licence asks: keep it with whatever you publish from this
release. Naming producers does not mean that they endorse what you make. [LICENSE.md](LICENSE.md) links the licences.{share}"""
