"""The card's chapters for those responsible for a release: how to trace, withdraw, verify and cite."""

from collections.abc import Mapping
from typing import Any

from moisson.release.pack.citation import bibtex
from moisson.release.pack.markdown import code, escaped, link

Stats = Mapping[str, Any]


def trace(stats: Stats) -> str:
    """Where a document came from, and whose it is to correct."""
    example = stats["examples"][0]["id"] if stats["examples"] else "ID"
    bodies = [
        f"- {code(source['name'])}: {escaped(source['publisher'].get('name'))}"
        f"{', ' + _address(source['contact']) if source['contact'] else ''}"
        for source in stats["sources"]
    ]
    lines = "\n".join(bodies)
    return f"""## Trace, correct

`moisson trace {example}` says where a document comes from, by what right it is used, what each stage decided of it, which
duplicates it stands for and which releases hold it; it needs the workspace that the release was built in.
A mistake in the text itself is the publisher's to correct, and the next harvest brings the correction:

{lines}"""


def withdraw(stats: Stats) -> str:
    """Whom to ask to withdraw a document, and how to apply withdrawals made elsewhere."""
    contact = stats["recipe"]["contact"]
    address = _address(contact) if contact else "whoever gave you this release (its recipe names no contact)"
    return f"""## Withdraw a document

To have a document withdrawn or its masking corrected, write to {address}, with its id.
Withdrawals are published as a signed register, `withdrawals.jsonl`. Clean a copy that you have by it:

```sh
moisson apply-withdrawals withdrawals.jsonl FOLDER
```

The next release lacks what was withdrawn, and has another name. A model trained on it before must be retrained to forget it."""


def _address(contact: str) -> str:
    if contact.startswith(("https://", "http://")):
        return link(contact, contact)
    return f"<{contact}>" if "@" in contact and not set(contact) & set(" <>") else escaped(contact)


def verify(stats: Stats) -> str:
    """How anyone can verify the release, with Moisson and without."""
    return f"""## Verify

`moisson verify FOLDER` checks every file, the columns, that no document is lost without a row in the ledger, the right of every
document, the signature, and that this card and the other documents say what the data says. Without Moisson, in the release's
folder:

```sh
ssh-keygen -Y check-novalidate -n moisson -s MANIFEST.sig < MANIFEST.json  # signed, and by which key
sha256sum README.md stats.json data/*/*.parquet                            # compare with MANIFEST.json
```

The first line shows that the manifest is as it was signed, by a key whose fingerprint it prints; whose key that is, ask
{_signer(stats)}."""


def _signer(stats: Stats) -> str:
    contact = stats["recipe"]["contact"]
    return _address(contact) if contact else "whoever gave you this release"


def took() -> str:
    """Where the figures of the machine stand, of which the card has none: the same rows make the same card anywhere."""
    return """## What it took

`costs.json`, where this copy has it, says what its build took by phase, stage and node: core-seconds, memory, bytes, files, and
energy where the machine counts it. It differs from machine to machine, so it is outside `MANIFEST.json`, and whoever builds the
release again gets another. `moisson costs FOLDER --site SITE` shows it, with the energy, CO2 and money of that site."""


def cite(stats: Stats) -> str:
    """A reference that names the content, not only the title."""
    return f"""## Cite

The release's name contains a hash of everything it was made from, so it names these documents and no others.

```bibtex
{bibtex(stats)}
```"""
