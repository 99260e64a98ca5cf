"""Put Moisson and all that it needs into one folder, to install on a machine without a network.

    .venv/bin/python scripts/bundle.py                               # core, PDF, tables, the web; for this machine's Python
    .venv/bin/python scripts/bundle.py --extras all --python 3.13    # for another

The folder holds `wheels/`, `requirements.txt` with the SHA-256 of each wheel, `SHA256SUMS` of everything, and `install`, which
checks both and asks no registry.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path
from shutil import rmtree

sys.path.insert(0, str(Path(__file__).parent))
from package import REPOSITORY, package

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


def bundle(folder: Path, extras: str, python: str | None = None, platform: str | None = None) -> None:
    """Fill the folder anew with wheels of the versions in constraints.txt, for a Python and a platform (this machine's)."""
    rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    own, archive = package(wheels)
    archive.unlink()
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    pip += ["--dest", str(wheels), "--constraint", str(REPOSITORY / "constraints.txt")]
    pip += ["--python-version", python] if python else []
    pip += ["--platform", platform] if platform else []
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
    parser.add_argument("--python", help="for which Python, as in 3.13 (this one's)")
    parser.add_argument("--platform", help="for which platform, as in manylinux_2_28_x86_64 (this one's)")
    asked = parser.parse_args()
    bundle(asked.to, asked.extras, asked.python, asked.platform)
    sizes = [wheel.stat().st_size for wheel in asked.to.glob("wheels/*.whl")]
    sys.stdout.write(f"{asked.to}: {len(sizes)} wheels, {sum(sizes) / 1e6:.0f} MB\n")
