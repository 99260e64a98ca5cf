"""Validate a release's documents with the validators of those who wrote the standards: one line each.

python bench/pack/validate.py RELEASE... [--strict] [--rows N] [--only CHECK]

A validator that is not installed is skipped, and said to be so; with `--strict` that is a failure too. Exits with 1 at any
failure. The shapes of DCAT-AP are read from ../shared/specs.
"""

import argparse
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from shapes import Broken, Missing, dcat, high_value, library, provenance
from streamed import croissant

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "moisson" / "release" / "pack" / "ai_act.schema.json"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def card(folder: Path) -> str:
    """README.md, by huggingface_hub."""
    data = library("huggingface_hub").DatasetCard.load(folder / "README.md").data
    if not data.license:
        raise Broken("the card names no license")
    if not data.configs:
        raise Broken("the card names no configuration")
    return f"license {data.license}, {len(data.configs)} configurations"


def datasets(folder: Path) -> str:
    """Each configuration, by `datasets`, with as many rows as the figures say."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    loader = library("datasets")
    loader.disable_progress_bars()
    stats = orjson.loads((folder / "stats.json").read_bytes())
    rows = {"default": stats["totals"]["documents"], "ledger": stats["totals"]["ledger"]}
    rows |= {row["language"] or "und": row["documents"] for row in stats["languages"]}
    names = [
        config["config_name"] for config in library("huggingface_hub").DatasetCard.load(folder / "README.md").data.configs or ()
    ]
    with tempfile.TemporaryDirectory() as cache:
        for name in names:
            if rows.get(name) == 0:
                continue  # `datasets` cannot read a Parquet file without rows
            try:
                found = loader.load_dataset(str(folder), name, split="train", cache_dir=cache).num_rows
            except (loader.exceptions.DatasetsError, ValueError) as error:
                raise Broken(f"configuration {name}: {error} ({error.__cause__})") from None
            if found != rows.get(name, found):
                raise Broken(f"configuration {name} has {found} rows, {rows[name]} by the figures")
    return f"{len(names)} configurations: {', '.join(names)}"


def ai_act(folder: Path) -> str:
    """The contribution to the AI Act's summary, by the project's own schema."""
    path = folder / "ai-act-contribution.json"
    if not path.is_file() or not SCHEMA.is_file():
        raise Missing(f"there is no {path.name}, or no schema of it")
    validator = library("jsonschema").Draft202012Validator
    schema = orjson.loads(SCHEMA.read_bytes())
    validator.check_schema(schema)
    for wrong in validator(schema).iter_errors(orjson.loads(path.read_bytes())):
        raise Broken(f"{wrong.json_path}: {wrong.message}")
    return "as its schema says"


def report(folder: Path) -> str:
    """report.html, by a browser without a network: it opens, and nothing in it fails."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    path = folder / "report.html"
    if browser is None or not path.is_file():
        raise Missing("no browser is installed" if path.is_file() else "there is no report.html")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr"]
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *flags, f"--user-data-dir={profile}", "--dump-dom", path.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode or "</html>" not in done.stdout:
        raise Broken(f"{Path(browser).name} ends with {done.returncode} and {len(done.stdout)} characters")
    if said := re.findall(r"CONSOLE.*", done.stderr):
        raise Broken(said[0])
    if outside := re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"https?://[^\"]+", done.stdout):
        raise Broken(f"it asks the network for {outside[0]}")
    return f"opens, {len(done.stdout):,} characters"


CHECKS: dict[str, Callable[[Path], str]] = {
    "croissant": croissant,
    "dcat": dcat,
    "dcat-hvd": high_value,
    "prov": provenance,
    "card": card,
    "datasets": datasets,
    "ai-act": ai_act,
    "report": report,
}


def validate(folder: Path, strict: bool, checks: Mapping[str, Callable[[Path], str]]) -> bool:
    """Run the checks over one release; prints a line for each and says whether all held."""
    held = True
    for name, check in checks.items():
        try:
            line = f"ok       {name:10} {check(folder)}"
        except Missing as missing:
            line, held = f"skipped  {name:10} {missing}", held and not strict
        except Broken as broken:
            line, held = f"FAILED   {name:10} {broken}", False
        print(line, flush=True)
    return held


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("release", type=Path, nargs="+")
    parser.add_argument("--strict", action="store_true", help="a validator that is missing is a failure")
    parser.add_argument("--only", action="append", choices=list(CHECKS), help="this check only; may be given several times")
    parser.add_argument("--rows", type=int, help="stream so many records at most; all, where it is left out")
    options: Any = parser.parse_args()
    checks: dict[str, Callable[[Path], str]] = {**CHECKS, "croissant": partial(croissant, most=options.rows)}
    logging.disable(logging.WARNING)
    results = []
    for folder in options.release:
        print(folder)
        results.append(validate(folder, options.strict, {name: checks[name] for name in options.only or CHECKS}))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
