"""training-summary.md: the summary as people read it, in the order of the Commission's template."""

from calendar import month_name
from collections.abc import Mapping
from datetime import date
from typing import Any

from moisson.release.pack.markdown import code, escaped, prose

Row = Mapping[str, Any]
CHAPTERS = {"1": "General information", "2": "List of data sources", "3": "Data processing aspects"}


def markdown(summary: Row, sections: Mapping[str, str], json_sha256: str, signed_by: str) -> str:
    """A version of a summary in Markdown, with the hash of the JSON that says the same and its signer's fingerprint."""
    parts = [_head(summary, json_sha256, signed_by)]
    chapter = ""
    for section, title in sections.items():
        fields = [each for each in summary["fields"] if _section(each["place"]) == section]
        if section[0] in CHAPTERS and section[0] != chapter:
            chapter = section[0]
            parts.append(f"## {chapter}. {CHAPTERS[chapter]}")
        heading = title if section == "document" else f"{section}. {title}"
        parts.append("\n\n".join([f"### {heading}", *map(_field, fields)]))
    return "\n\n".join(parts) + "\n"


def _section(place: str) -> str:
    return "document" if place == "0" else place.rpartition(".")[0]


def day(iso: str) -> str:
    """A day that nobody can misread: `01/12/2026 (1 December 2026)`, day, month, year."""
    found = date.fromisoformat(iso)
    return f"{found:%d/%m/%Y} ({found.day} {month_name[found.month]} {found.year})"


def _head(summary: Row, json_sha256: str, signed_by: str) -> str:
    about = summary["document"]
    blanks = summary["blanks"]
    lines = [
        f"# {summary['title']}",
        escaped(summary["instrument"]) + ".",
        f"**Version of the Summary:** {about['version']}. {_status(about)} {_before(about)}",
        f"**Last update:** {day(about['last_update'])}",
        f"**Changes from the previous version:** {_changes(about)}",
        f"`training-summary.json` says the same for programs; the JSON of this version has the SHA-256 {code(json_sha256)} and is"
        f" signed by {code(signed_by)} in the `.sig` beside it, which `ssh-keygen -Y verify -n moisson` checks. It rests on the"
        " files and releases whose hashes it has under `rests_on`.",
    ]
    if about["private"]:
        lines.append("**Private**: the model was trained on a private release; neither it nor what it writes is to be passed on.")
    if blanks:
        lines.append(
            f"**{len(blanks)} fields are still blank**: only the provider can answer them, in `provider.toml`; then"
            " `moisson summary` writes the next version."
        )
    return "\n\n".join(lines)


def _status(about: Row) -> str:
    if about["status"] == "latest":
        return "This is the latest version; `training-summary.md` in this folder always is."
    return (
        f"**Outdated**: superseded on {day(about['superseded_on'])} by version {about['superseded_by']}; the latest is"
        " [training-summary.md](training-summary.md)."
    )


def _before(about: Row) -> str:
    if not about["previous_versions"]:
        return "There is none before it."
    files = (f"[version {each['version']}]({each['file']})" for each in about["previous_versions"])
    return f"All versions before it: {', '.join(files)}."


def _changes(about: Row) -> str:
    if not about["previous_versions"]:
        return "none, this is the first version."
    return "".join(f"\n- {each['place']} {escaped(each['asks'])}: {each['how']}" for each in about["changes"])


def _field(field: Row) -> str:
    if field["text"]:
        return f"**{escaped(field['asks'])}**\n\n{field['text']}"
    known = "".join(f"\n- {prose(each)}" for each in field["known"])
    said = f"\n\nFrom the data:\n{known}" if known else ""
    return f"**{escaped(field['asks'])}**\n\n[ {code(field['field'])}: {prose(field['hint'])} ]{said}"
