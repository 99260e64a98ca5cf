"""Lays out a folder for the Hugging Face Hub: a card at its root, data below, and the list for large-file storage.

A release keeps its own card. Another project's records get a card with licence and size from the release's card and
configurations for their files; the release's documents lie under `release/`. Nothing is uploaded:
`hf upload NAME FOLDER . --repo-type dataset` does that.
"""

import re
import shutil
from pathlib import Path
from typing import Any

from moisson.contracts.errors import NotFound
from moisson.stewardship.export.shape import Shape
from moisson.stewardship.export.write import ACCOUNT, NOT_PUBLISHED, PROVENANCE, laid_out
from moisson.stewardship.opened import Released

LARGE = ("*.parquet", "*.zst", "*.gz", "*.arrow")
KEY = re.compile(r"^([A-Za-z_]+):", re.M)
OF_THE_FILES = {"language", "configs", "dataset_info"}  # keys of the card's head that follow from the files


def lay_out(release: Released, to: Path) -> dict[str, Any]:
    """Copy the release without files that depend on the machine; returns an account."""
    if not release.data:
        raise NotFound(f"{release.folder} holds no documents: it was taken back, or its files are missing; export another.")
    with laid_out(to, release) as folder:
        paths = [path for path in sorted(release.folder.rglob("*")) if path.is_file() and path.name not in NOT_PUBLISHED]
        for path in paths:
            target = folder / path.relative_to(release.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        (folder / ".gitattributes").write_text(attributes(), encoding="utf-8")
    return {"release": release.name, "as": None, "languages": list(release.languages), "files": len(paths)}


def hub_files(release: Released, shape: Shape, account: dict[str, Any]) -> dict[str, str]:
    """The files at the root of an export for the Hub, beside its data."""
    return {"README.md": _card(release, shape, account), ".gitattributes": attributes()}


def attributes() -> str:
    """`.gitattributes`: the files for large-file storage."""
    return "".join(f"{pattern} filter=lfs diff=lfs merge=lfs -text\n" for pattern in LARGE)


def _card(release: Released, shape: Shape, account: dict[str, Any]) -> str:
    head = [block for key, block in _head(release) if key not in OF_THE_FILES]
    codes = [name for name in account["languages"] if name != "und"]
    if codes:
        head.insert(1, "language:\n" + "".join(f'- "{code}"\n' for code in codes))
    configs = [("default", f"{shape.folder}/*/*.{account['format']}", True)]
    configs += [(name, f"{shape.folder}/{name}/*.{account['format']}", False) for name in account["languages"]]
    head.append("configs:\n" + "".join(_config(*each) for each in configs))
    recipe = release.stats["recipe"]
    fields = "".join(f"| `{name}` | {said} |\n" for name, said in shape.fields.items())
    return (
        f"---\n{''.join(head)}---\n\n# {recipe['title']}, in the records of {shape.title}\n\n{recipe['description']}\n\n"
        f"{account['documents']:,} documents of the release `{release.name}`, exported by Moisson. Its own papers lie in"
        f" `{PROVENANCE}/`: its card (`README.md`), which says where each text comes from and by what right it may be used,"
        f" its attribution, manifest and figures. `{PROVENANCE}/{ACCOUNT}` gives the SHA-256 of every file exported.\n\n"
        f"| column | what it holds |\n|---|---|\n{fields}"
    )


def _head(release: Released) -> list[tuple[str, str]]:
    """The YAML at the head of the release's card, key by key, verbatim."""
    text = (release.folder / "README.md").read_text(encoding="utf-8")
    head = text.split("---\n", 2)[1] if text.startswith("---\n") else ""
    found = list(KEY.finditer(head))
    ends = [match.start() for match in found[1:]] + [len(head)]
    return [(match[1], head[match.start() : end]) for match, end in zip(found, ends, strict=True)]


def _config(name: str, path: str, default: bool) -> str:
    first = f'- config_name: "{name}"\n' + ("  default: true\n" if default else "")
    return f'{first}  data_files:\n  - split: "train"\n    path: "{path}"\n'
