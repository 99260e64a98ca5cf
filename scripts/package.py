"""Make the wheel and the source archive in `dist/`, and check both as a registry would.

.venv/bin/python scripts/package.py [FOLDER]
"""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]


def package(folder: Path) -> tuple[Path, Path]:
    """The wheel and the source archive of this checkout, made anew in the folder."""
    for old in (*folder.glob("moisson-*.whl"), *folder.glob("moisson-*.tar.gz")):
        old.unlink()
    environment = os.environ | {"PIP_CONSTRAINT": str(REPOSITORY / "constraints.txt")}
    build = [sys.executable, "-m", "build", "--outdir", str(folder), str(REPOSITORY)]
    subprocess.run(build, check=True, env=environment, stdout=subprocess.DEVNULL)
    (wheel,), (archive,) = folder.glob("moisson-*-py3-none-any.whl"), folder.glob("moisson-*.tar.gz")
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(archive)], check=True)
    return wheel, archive


if __name__ == "__main__":
    for made in package(Path(*sys.argv[1:]) if sys.argv[1:] else REPOSITORY / "dist"):
        sys.stdout.write(f"{made}  {made.stat().st_size / 1e6:.1f} MB\n")
