"""Lithuanian acts of the register TAR in JSON: an act, or the consolidated versions of one, each with its plain words."""

from collections.abc import Iterator, Mapping
from typing import Any

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Raw, Refused, Text
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How

LEFT_OUT = {"(_data)": "every field but `tekstas_lt`: metadata, fields are made of some"}


def split(file: File, how: How) -> Iterator[Raw | Refused]:
    """Each act or version; what is content: the words and the title."""
    for place, entry in enumerate(_entries(file)):
        name = _stated(entry) or f"{file.path}#{entry.get('suvestines_id') or place}"
        if not isinstance(entry.get("tekstas_lt"), str) or not entry["tekstas_lt"].strip():
            yield Refused(name, "metadata-only", "the record has no words: no tekstas_lt")
            continue
        title = entry.get("pavadinimas")
        content = {"@tar": _stated(entry), "tekstas_lt": entry["tekstas_lt"], **({"pavadinimas": title} if title else {})}
        yield Raw(
            id=name,
            content=content,
            title=title or None,
            url=entry.get("nuoroda"),
            legal_state=entry.get("galioj_busena"),
            valid_from=iso_date(str(entry.get("galioja_nuo") or entry.get("isigalioja") or "")),
            valid_to=iso_date(str(entry.get("galioja_iki") or entry.get("negalioja") or "")),
            created=iso_date(str(entry.get("priimtas") or "")),
        )


def read(content: bytes, how: How) -> Iterator[Text]:
    """An act as `split` has taken it out; or all of a file as published."""
    for place, entry in enumerate(_entries(File("file", content))):
        text = entry.get("tekstas_lt")
        if not isinstance(text, str) or not text.strip():
            continue
        lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").split("\n"))
        name = _stated(entry)
        yield Text(
            "\n".join(lines).strip("\n"),
            "tar",
            entry.get("pavadinimas"),
            "lt",
            iso_date(str(entry.get("priimtas") or "")),
            "" if "@tar" in entry else name or str(entry.get("suvestines_id") or place),
            identifiers=(Identifier("tar", name),) if name else (),
        )


def _stated(entry: Mapping[str, Any]) -> str:
    """The act's own identifier; of a version (`suvestines_id`) the number says nothing outside its file."""
    return str(entry.get("@tar") or entry.get("dokumento_id") or entry.get("tar_kodas") or "")


def _entries(file: File) -> list[Mapping[str, Any]]:
    value = file.json()
    if not isinstance(value, dict) or not isinstance(entries := [value] if "@tar" in value else value.get("_data"), list):
        raise DocumentError("json-unexpected", f"{file.path} is no answer of the register: no list under _data")
    return [entry for entry in entries if isinstance(entry, dict)]
