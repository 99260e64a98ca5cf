"""Put Moisson and all that it needs into one folder, to install on a machine without a network.

    .venv/bin/python scripts/bundle.py                               # core, PDF, tables, the web; for this machine's Python
    .venv/bin/python scripts/bundle.py --extras all --python 3.13    # for Debian 13, as in `Dockerfile`, or newer

The folder holds `wheels/`, `requirements.txt` with the SHA-256 of each wheel, `SHA256SUMS` of everything, and `install`, which
checks both and asks no registry.
"""

import argparse
import hashlib
import platform
import subprocess
import sys
from pathlib import Path
from shutil import rmtree

sys.path.insert(0, str(Path(__file__).parent))
from package import REPOSITORY, package

GLIBC = 41  # 2.41: that of Debian 13
INSTALL = """\
#!/bin/sh
# Install Moisson from this folder, without a network: ./install, or PYTHON=/path/to/venv/bin/python ./install
set -eu
cd "$(dirname "$0")"
sha256sum --check --quiet SHA256SUMS
exec "${PYTHON:-python3}" -m pip --isolated install --no-index --find-links wheels --require-hashes --requirement requirements.txt
"""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def bundle(folder: Path, extras: str, python: str | None, machine: str) -> None:
    """Fill the folder anew with wheels of the versions in constraints.txt: for this machine, or for Debian 13 and that Python."""
    rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    own, archive = package(wheels)
    archive.unlink()
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    pip += ["--dest", str(wheels), "--constraint", str(REPOSITORY / "constraints.txt")]
    if python:
        pip += ["--python-version", python, f"--platform=manylinux2014_{machine}"]
        pip += [f"--platform=manylinux_2_{minor}_{machine}" for minor in range(5, GLIBC + 1)]
    subprocess.run([*pip, f"moisson[{extras}] @ {own.resolve().as_uri()}"], check=True)
    rows = []
    for wheel in sorted(wheels.glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        rows.append(f"{name}{f'[{extras}]' if wheel.name == own.name else ''}=={version} --hash=sha256:{digest(wheel)}\n")
    (folder / "requirements.txt").write_text("".join(rows))
    (folder / "install").write_text(INSTALL)
    (folder / "install").chmod(0o755)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    (folder / "SHA256SUMS").write_text("".join(f"{digest(path)}  {path.relative_to(folder)}\n" for path in files))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=REPOSITORY / "build/bundle", help="the folder (build/bundle)")
    parser.add_argument("--extras", default="pdf,tables,web", help="which extras of pyproject.toml (pdf,tables,web)")
    parser.add_argument("--python", help="as in 3.13: for Linux as new as Debian 13 (for this machine)")
    parser.add_argument("--machine", default=platform.machine(), help="together with --python: x86_64 or aarch64 (this one's)")
    asked = parser.parse_args()
    bundle(asked.to, asked.extras, asked.python, asked.machine)
    sizes = [wheel.stat().st_size for wheel in asked.to.glob("wheels/*.whl")]
    sys.stdout.write(f"{asked.to}: {len(sizes)} wheels, {sum(sizes) / 1e6:.0f} MB\n")
