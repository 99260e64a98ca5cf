"""What a publisher can do about what was left out: the remedies of `moisson check`, found by the reason in the ledger."""

from moisson.check.readiness.extraction import FAMILIES
from moisson.check.readiness.findings import Finding
from moisson.check.readiness.wording import Lang, Words

# Of reasons that stages give; one such as `quality:ocr-noise` may be known by its first word. What is the recipe's own choice (a
# share that was drawn, an evaluation set that is kept out) has no remedy, for nothing is amiss.
FINDINGS = {
    "language:other": "language-differs",
    "damaged": "characters-lost",
    "quality": "text-noisy",
    "rights:none-found": "rights-none",
    "rights:basis-not-allowed": "rights-none",
    "rights:reserved": "rights-closed",
    "duplicate:exact": "duplicates-exact",
    "duplicate:near": "duplicates-near",
    "duplicate:version": "duplicates-near",
    "same-id": "without-identifier",
}
_UNREAD = {reason: f"unread-{family}" for family, (_, reasons) in FAMILIES.items() for reason in reasons}


def finding_of(reason: str) -> str | None:
    """The finding that a reason of the ledger comes to; None where nothing can be done, or nothing is amiss."""
    kind, _, said = reason.partition(":")
    if kind in ("extract", "split", "harvest"):
        return _UNREAD.get(said.rpartition(":")[2], "unread-other")
    return FINDINGS.get(reason) or FINDINGS.get(kind)


def remedy(finding: str, edition: str) -> str:
    """What to do about a finding, in a language that `moisson check` speaks."""
    return Words(_spoken(edition)).do(Finding(finding, "minor", "formats"))


def _spoken(edition: str) -> Lang:
    return "fr" if edition == "fr" else "de" if edition == "de" else "en"
