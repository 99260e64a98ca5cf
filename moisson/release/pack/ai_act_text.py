"""ai-act-contribution.md: the contribution as people read it, in the order of the Commission's template."""

from collections.abc import Callable, Mapping
from typing import Any

from moisson.release.inputs import Pack
from moisson.release.pack.ai_act import contribution
from moisson.release.pack.ai_act_fields import FIELDS, SECTIONS
from moisson.release.pack.markdown import code, escaped, link, prose, table
from moisson.release.wording import BASES, KINDS, KINDS_MASKED, counted, language, number, size

Row = Mapping[str, Any]

NOTES = {
    "synthetic_data": "No stage writes words of its own. Whether publishers used a model to write theirs is not known.",
    "other_sources": "Every document comes from a dataset named here.",
}
BY_PROVIDER = "*For the provider to answer.*"


def ai_act_markdown(pack: Pack) -> str:
    """ai-act-contribution.md, in full."""
    return markdown(contribution(pack.stats))


def markdown(found: Row) -> str:
    """A contribution, of one release or merged, in Markdown."""
    releases = "\n".join(
        f"- {escaped(one['title'])}: {code(one['name'])}, version {escaped(one['version'])}" for one in found["releases"]
    )
    answered = {field["field"]: field for field in found["fields"]}
    parts = []
    for section, title in SECTIONS.items():
        names = [name for name, (of, _) in FIELDS.items() if of == section and name in answered]
        lines = [f"**{FIELDS[name][1]}**\n\n{_answer(name, answered[name])}" for name in names]
        parts.append("\n\n".join([f"## {section} {title}", *lines]))
    body = "\n\n".join(parts)
    return f"""# Contribution to the public summary of training content

{escaped(found["instrument"])}. The summary belongs to a model and its provider. This is the part that these data can answer:

{releases}

Whoever trains on them copies it into the summary; with other releases too, merge the contributions first. What a release does
not know is marked as the provider's. `ai-act-contribution.json` says the same for programs.

{body}
"""


def _answer(name: str, field: Row) -> str:
    if field["answered_by"] == "provider":
        return "\n\n".join([BY_PROVIDER, *([_list(field["known"])] if field["known"] else [])])
    value = field["value"]
    if isinstance(value, bool):
        return f"In these data: {'yes' if value else 'no'}." + (f" {NOTES[name]}" if name in NOTES and not value else "")
    return SHOWN[name](value) if name in SHOWN else _list(value)


def _list(values: list[str]) -> str:
    return "\n".join(f"- {prose(one)}" for one in values) or "None in these data."


def _months(values: list[str]) -> str:
    return ", ".join(f"{month[5:7]}/{month[:4]}" for month in values) or "None in these data."


def _text_size(value: Row) -> str:
    tokens = "".join(f", {number(row['tokens'])} tokens ({escaped(row['tokenizer'])})" for row in value["tokens"])
    counts = (
        f"{counted(value['documents'], 'document')}, {counted(value['words'], 'word')}{tokens}; {size(value['bytes'])} of text."
    )
    return counts if tokens else f"{counts} Tokens were not counted."


def _shares(value: list[Row], key: str, names: Mapping[str, str]) -> str:
    rows = [
        (escaped(names.get(row[key], row[key]) or "not said"), number(row["documents"]), number(row["words"])) for row in value
    ]
    return table((key.capitalize(), "Documents", "Words"), rows, right=(1, 2)) if rows else "None in these data."


def _languages(value: list[Row]) -> str:
    return _shares(value, "language", {row["language"]: language(row["language"]) for row in value})


def _datasets(value: list[Row]) -> str:
    lines = []
    for one in value:
        terms = "; ".join(f"{_terms(right)} ({counted(right['documents'], 'document')})" for right in one["rights"])
        got = f" Obtained as {code(one['obtained_as'])}." if one["obtained_as"] else ""
        when = f" Collected {_months([one['collected']])}." if one["collected"] else " When it was collected is not recorded."
        held = f"{counted(one['documents'], 'document')}, {counted(one['words'], 'word')}"
        lines.append(
            f"- **{link(one['name'], one['link'])}** ({code(one['identifier'])}), {escaped(one['publisher'])}: {held}."
            f" {escaped(one['description'])}{got}{when} Terms: {terms}."
        )
    return "\n".join(lines) or "None in these data."


def _terms(right: Row) -> str:
    if right["license"]:
        return link(right["name"] or right["license"], right["link"])
    return BASES.get(right["basis"], right["basis"] or "not said")


def _domains(value: Row) -> str:
    rows = [
        (escaped(row["domain"]), number(row["documents"]), number(row["words"])) for row in value["listed"][: value["top_tenth"]]
    ]
    listed = table(("Domain", "Documents", "Words"), rows, right=(1, 2))
    return f"""{counted(value["domains"], "domain")}; the top tenth by number of words. Small and medium providers may stop after
{number(value["top_of_small_providers"])}.

{listed}"""


def _mining(value: Row) -> str:
    kept = counted(value["kept_reserved"], "document with an opt-out was kept", "documents with an opt-out were kept")
    protocols = ", ".join(f"{escaped(row['protocol'])} ({number(row['documents'])})" for row in value["protocols_of_kept"])
    left_out, without = number(value["left_out_reserved"]), number(value["left_out_without_right"])
    return f"""Left out for an opt-out: {left_out}; for want of a right: {without}.
{kept}{f": {protocols}" if protocols else ""}.

{_list(value["measures"])}"""


def _illegal(value: Row) -> str:
    return f"""No stage looked for illegal content as such. The texts are publications of:

{_list(value["publishers"])}"""


def _personal(value: Row) -> str:
    if not value["measures"]:
        return "No stage masks personal data in these data."
    named = ", ".join(KINDS_MASKED.get(kind, kind) for kind in value["looked_for"])
    rows = [(escaped(row["kind"]), number(row["documents"]), number(row["occurrences"])) for row in value["masked"]]
    found = table(("Masked", "Documents", "Times"), rows, right=(1, 2)) if rows else "Nothing was masked."
    return f"Looked for: {named}. Withdrawn on request: {number(value['withdrawn'])}.\n\n{found}\n\n{_list(value['measures'])}"


def _other(value: Row) -> str:
    counts = (
        f"Left out: {number(value['left_out'])}; of these {number(value['left_out_duplicates'])} as duplicates,"
        f" {number(value['left_out_for_evaluation_sets'])} for a question of an evaluation set."
    )
    return f"{counts}\n\n{_list(value['measures'])}"


SHOWN: dict[str, Callable[[Any], str]] = {
    "text_size": _text_size,
    "types_of_content": lambda value: _shares(value, "kind", KINDS),
    "latest_acquisition": _months,
    "languages": _languages,
    "jurisdictions": lambda value: _shares(value, "jurisdiction", {}),
    "public_datasets": _datasets,
    "datasets_as_files": _datasets,
    "crawl_months": _months,
    "crawled_domains": _domains,
    "text_and_data_mining": _mining,
    "illegal_content": _illegal,
    "personal_data": _personal,
    "other_processing": _other,
}
