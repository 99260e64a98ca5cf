"""Read a harvest as one does without Moisson, for `moisson worth`: tags stripped, PDF by pdfium's text, one text an entry.

    python bench/worth_naive.py build fr_dila_legi fr_travail_fiches … --to naive.jsonl
    python bench/worth_naive.py build xx_shared_data --by-folder --beside build/releases/everything/latest --to messy

With --without, what a release's ledger names as a duplicate is left out. With --by-folder, a source is the first folder of an id,
for a harvest of many publishers' files. With --beside, `--to` is a folder for two files: ours.jsonl, the release's texts, and
naive.jsonl, each with the sources alone that both have.

- PDF: the text of each page as pdfium gives it.
- Office files (docx, odt): their main XML without tags.
- JSON: every string with a space in it, without tags.
- Anything else: UTF-8, without tags (also the content of `script` and `style`), entities resolved.
- What holds no text is left out; nothing else is: no stage, no rights, no language.
"""

import argparse
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

TAGS = re.compile(r"<(script|style)(?:\s[^<>]*)?>[^<]*</\1\s*>|<[^<>]*>", re.I)
MAIN = ("word/document.xml", "content.xml", "xl/sharedStrings.xml")


def naive(content: bytes, media_type: str) -> str:
    """The text of an entry."""
    if content.startswith(b"%PDF"):
        return pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return office(content)
    if media_type.endswith("json"):
        try:
            return "\n".join(strings_of(json.loads(content)))
        except ValueError:
            pass  # not JSON after all
    return stripped(content.decode("utf-8", "replace"))


def stripped(text: str) -> str:
    return html.unescape(TAGS.sub(" ", text))


def strings_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if " " in value:
            yield stripped(value)
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings_of(each)


def pdf(content: bytes) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    except pypdfium2.PdfiumError:
        return ""


def office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(
                stripped(archive.read(name).decode("utf-8", "replace")) for name in MAIN if name in archive.namelist()
            )
    except zipfile.BadZipFile:
        return ""


def harvested(workspace: Path, sources: list[str]) -> Iterator[dict[str, str]]:
    """Each entry once, as a row."""
    seen = set[str]()
    for source in sources:
        for path in sorted(workspace.glob(f"harvest/{source}/parts/*.parquet")):
            for batch in pq.ParquetFile(path).iter_batches(256, columns=["id", "media_type", "content"]):
                for row in batch.to_pylist():
                    text = naive(row["content"] or b"", row["media_type"] or "")
                    if text.strip() and row["id"] not in seen:
                        seen.add(row["id"])
                        yield {"id": row["id"], "source": source, "text": text}


def released(release: Path) -> Iterator[dict[str, str]]:
    for path in sorted(release.glob("data/*/*.parquet")):
        yield from pq.read_table(path, columns=["id", "source", "text"]).to_pylist()


def duplicates(release: Path) -> set[str]:
    """The ids that a release dropped as exact or near duplicates."""
    paths = sorted(release.glob("ledger/*.parquet"))
    rows = [row for path in paths for row in pq.read_table(path, columns=["id", "reason"]).to_pylist()]
    return {row["id"] for row in rows if row["reason"].startswith("duplicate:")}


def by_folder(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row | {"source": row["id"].split("/")[1]} for row in rows]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows):,} texts are in {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--by-folder", action="store_true")
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--without", type=Path)
    asked = parser.parse_args()
    gone = duplicates(asked.without) if asked.without else set[str]()
    rows = [row for row in harvested(asked.workspace, asked.sources) if row["id"] not in gone]
    rows = by_folder(rows) if asked.by_folder else rows
    if asked.beside is None:
        write(asked.to, rows)
        return
    ours = list(released(asked.beside))
    ours = by_folder(ours) if asked.by_folder else ours
    both = {row["source"] for row in rows} & {row["source"] for row in ours}
    asked.to.mkdir(parents=True)
    write(asked.to / "ours.jsonl", [row for row in ours if row["source"] in both])
    write(asked.to / "naive.jsonl", [row for row in rows if row["source"] in both])


if __name__ == "__main__":
    main()
