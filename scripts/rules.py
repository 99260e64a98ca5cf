"""The repository's own rules, checked on every tracked file."""

import re
import subprocess
import sys
from pathlib import Path

from rooms import imports_up

MOST_LINES = 400
# Written apart, so that this file does not break its own rule.
HOSTS = re.compile("|".join(["npm" + r"js\.", "py" + r"pi\.org", "python" + "hosted", r"deb\." + "debian"]))
HOME = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/\w")
SECRET = re.compile(r"(?i)\b(?:_authToken|password|api[_-]?key|secret)\s*[=:]\s*['\"]?(?=[\w-]*\d)[\w-]{8,}")  # a word is none
SILENCED = re.compile("|".join([r"except (?:Base)?" + r"Exception\b", "except" + ":", "# type: " + "ignore", "# no" + "qa"]))
# Two modules alone write to the terminal: they keep escape sequences of documents from it.
WRITES = re.compile(r"typer\.echo|^\s*print\(|rich\.console import|std(?:out|err)\.write")
WRITERS = ("moisson/workspace/printing.py", "moisson/workspace/drawn.py")
COUNTED = (
    "moisson/corpus/stages/data/surprise.npz",
    "moisson/kernels/data/languages.npz",
    "moisson/kernels/data/cyrillic.npz",
    "moisson/readers/pdf/paragraphs/headings.npz",
)
FORM = "tests/readers/forms/de-wohngeld.pdf"  # as LibreOffice set it; what it was set from stands beside it
BINARY = (*COUNTED, "docs/images/view-funnel.png", "docs/images/view-pair.png", FORM)
VAGUE = {"utils", "helpers", "common", "manager", "misc"}


def broken(path: Path) -> list[str]:
    """What a file does against the rules, one line each."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return [] if path.as_posix() in BINARY else [f"{path}: no text; only these need none: {', '.join(BINARY)}"]
    lines = text.splitlines()
    found = []
    if path.suffix == ".py" and len(lines) > MOST_LINES:
        found.append(f"{path}: {len(lines)} lines; split it (at most {MOST_LINES})")
    if path.suffix == ".py" and path.stem in VAGUE:
        found.append(f"{path}: `{path.stem}` says nothing; name it for what it holds")
    rules = {"a package registry's address": HOSTS, "a path of one machine": HOME, "what looks like a credential": SECRET}
    if path.suffix == ".py":
        rules["a silenced check"] = SILENCED
    if path.as_posix().startswith("moisson/") and path.suffix == ".py" and path.as_posix() not in WRITERS:
        rules["a way to the terminal beside moisson.workspace.printing and moisson.workspace.drawn"] = WRITES
    for number, line in enumerate(lines, 1):
        found += [f"{path}:{number}: {what}" for what, rule in rules.items() if rule.search(line)]
    return found


def main() -> None:
    """Check all tracked files; exit 1 when a rule is broken."""
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    paths = [Path(name) for name in listed.split("\0") if name]
    found = [line for path in paths if path.is_file() for line in broken(path)] + imports_up(Path("moisson"))
    sys.stdout.writelines(line + "\n" for line in found)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
