"""The summary as a document: fields in the template's order, versions that follow each other, and what changed between them.

`training-summary.json` and `.md` are the newest version and say the same; `training-summary-v1.json` and `.md` are the first, and
so on. A version differs from the one before in an answer: written again with the same answers, nothing changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import StorageError, UserError
from moisson.contracts.identity import digest, pretty_json
from moisson.contracts.model_file import ModelFile
from moisson.contracts.sign import Signer
from moisson.models.summary.answer import Answer
from moisson.models.summary.basis import Basis, basis_of
from moisson.models.summary.general import general
from moisson.models.summary.processing import processing
from moisson.models.summary.provider import FIELDS, PROVIDER, SECTIONS, read_answers, write_blanks
from moisson.models.summary.sources import sources
from moisson.models.summary.text import markdown
from moisson.release.pack.ai_act_fields import INSTRUMENT
from moisson.release.pack.markdown import prose
from moisson.workspace.storage import Workspace

FORMAT = "moisson-training-summary-1"
TITLE = "Public Summary of Training Content for General-Purpose AI models"
SUMMARY = "training-summary"
Row = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """A summary that was written, or stands as it was."""

    folder: Path
    version: int
    blanks: tuple[str, ...]
    new: bool


def write_summary(opened: ModelFile, releases: Sequence[Path], workspace: Workspace, day: str, signer: Signer) -> Written:
    """Write the summary of a model into its folder, with what its provider.toml answers, and the blanks that are left there.

    `day` is an ISO date. Raises NotFound where a release of the model is not here, UserError for a wrong provider.toml,
    Unverified, StorageError.
    """
    folder = opened.folder
    answers = read_answers(path) if (path := folder / PROVIDER).is_file() else {}
    fields = _fields(basis_of(opened.model, releases, workspace), answers)
    blanks = tuple(each["field"] for each in fields if each["answered_by"] == "provider" and not each["text"])
    write_blanks(folder / PROVIDER, blanks, answers)
    last = _last(folder)
    changes = _changes(last["fields"], fields) if last else []
    if last and not changes:
        return Written(folder, last["document"]["version"], blanks, False)
    said = _document(last, changes, day, opened)
    new = {"format": FORMAT, "title": TITLE, "instrument": INSTRUMENT, "document": said, "fields": fields, "blanks": list(blanks)}
    if last:
        last["document"] |= {"status": "superseded", "superseded_by": said["version"], "superseded_on": day}
        _write(folder, f"{SUMMARY}-v{last['document']['version']}", last, signer)
    _write(folder, SUMMARY, new, signer)
    return Written(folder, said["version"], blanks, True)


def _fields(basis: Basis, answers: Mapping[str, str]) -> list[Row]:
    """All fields in the template's order; the provider's words stand where the data leave the answer to the provider."""
    found: dict[str, Answer] = {**general(basis), **sources(basis), **processing(basis)}
    rows = []
    if name := next((each for each in answers if each in found and found[each].by != "provider"), None):
        raise UserError(
            f"{PROVIDER}: `{name}` is answered from the data; leave it out, and say what is missing in a comment there."
        )
    for name, field in FIELDS.items():
        answer = found.get(name, Answer("provider"))
        text = answer.text if answer.by != "provider" else prose(answers.get(name, ""))
        row = {"place": field["place"], "field": name, "asks": field["asks"], "answered_by": answer.by, "text": text}
        if answer.by == "provider":
            rows.append(row | {"hint": field.get("hint", ""), "known": answer.known})
        else:
            rows.append(row | {"value": answer.value})
    return rows


def _last(folder: Path) -> Row | None:
    path = folder / f"{SUMMARY}.json"
    if not path.is_file():
        return None
    with disk(path):
        data = path.read_bytes()
    try:
        found: Row = orjson.loads(data)
        assert found["format"] == FORMAT
    except (orjson.JSONDecodeError, KeyError, TypeError, AssertionError):
        raise StorageError(f"{path} is no summary that Moisson wrote; move it away, and run the command again.") from None
    return found


def _changes(old: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    """The fields whose answers differ, with what kind of change it is."""
    before = {each["field"]: each for each in old}
    found = []
    for each in new:
        was = before.get(each["field"], {"text": "", "known": []})
        if each["text"] != was["text"] or each.get("known") != was.get("known"):
            how = (
                "filled in" if each["text"] and not was["text"] else "emptied" if was["text"] and not each["text"] else "changed"
            )
            found.append({"place": each["place"], "field": each["field"], "asks": each["asks"], "how": how})
    return found


def _document(last: Row | None, changes: list[Row], day: str, opened: ModelFile) -> Row:
    """What the document says of itself."""
    version = 1 + (last["document"]["version"] if last else 0)
    before: list[Row] = list(last["document"]["previous_versions"]) if last else []
    if last:
        was = last["document"]
        before.append({"version": was["version"], "last_update": was["last_update"], "file": f"{SUMMARY}-v{was['version']}.md"})
    model = opened.model
    return {
        "version": version,
        "last_update": day,
        "status": "latest",
        "language": "en",
        "private": model.private,
        "previous_versions": before,
        "changes": changes,
        "rests_on": {
            "seen.parquet": model.seen_sha256,
            "weights": model.weights,
            "tokens": [each.manifest_sha256 for each in model.tokens],
            "releases": [each.release.manifest_sha256 for each in model.tokens],
        },
        "moisson": model.moisson,
    }


def _write(folder: Path, name: str, summary: Row, signer: Signer) -> None:
    """Write a version as JSON, signed, and as Markdown, which names the hash of the JSON."""
    data = pretty_json(summary)
    text = markdown(summary, SECTIONS, digest(data), signer.public.fingerprint)
    for suffix, content in (("json", data), ("json.sig", signer.sign(data).encode()), ("md", text.encode())):
        with beside(folder / f"{name}.{suffix}") as temporary:
            temporary.write_bytes(content)
