"""Tokens, for a person to read: where a document's lie, whether they hold, and what of them is withdrawn."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moisson.stewardship.feed import today
from moisson.stewardship.verify.fault import plain
from moisson.workspace.printing import say

if TYPE_CHECKING:
    from moisson.models.tokens.check import Checked
    from moisson.models.tokens.take_back import Gone


def print_places(places: Sequence[dict[str, Any]]) -> None:
    """Where the tokens of a document lie."""
    for place in places:
        tokens, at = f"{place['tokens']:,} tokens from token {place['first_token']:,}", f"byte {place['first_byte']:,}"
        say(plain(f"tokenised of {place['release']} by {place['tokenizer']}: {place['id']}, version {place['version'][:12]}…"))
        say(plain(f"  {place['folder']}/{place['file']}: document {place['index']:,}, {tokens}, {at}"))


def print_checked(checked: "Checked") -> None:
    """Whether tokens and a release hold against each other."""
    for fault in checked.faults:
        say(f"✗ {fault}")
    manifest, again = checked.manifest, "all" if checked.again == checked.manifest.documents else f"{checked.again:,}"
    if checked.holds:
        say(
            plain(
                f"✓ {manifest.name} holds: {manifest.documents:,} documents and {manifest.tokens:,} tokens of {checked.release},"
                f" {again} of them tokenised again."
            )
        )
    else:
        say(plain(f"{manifest.name} does not hold against {checked.release}: {len(checked.faults)} faults."))
    if manifest.withdrawn:
        say(f"  {sum(each.documents for each in manifest.withdrawn):,} documents were withdrawn from it.")


def print_gone(gone: "Gone", to: Path | None) -> None:
    """What of tokens a feed withdraws."""
    say(gone.feed.said(today()))
    folder = gone.tokens.folder
    for name, indices in gone.indices.items():
        say(f"  {name}: {len(indices):,} documents, {gone.counts[name]:,} tokens")
    if to is not None:
        say(f"{gone.documents:,} withdrawn documents of {folder} are named by index in {to}.")
    elif gone.documents:
        say(f"{gone.documents:,} documents were taken out of {folder}; those after them have new indices.")
    else:
        say(f"{folder} holds none of the withdrawn documents; it is as it was.")


def print_concerned(gone: "Sequence[Gone]", unread: Sequence[str]) -> None:
    """Which folders of tokens hold what was withdrawn, and what to do; which may, and could not be read."""
    for why in unread:
        say(plain(f"! Not known whether tokens hold it: {why}"))
    for each in gone:
        say(plain(f"{each.tokens.folder} holds {each.documents:,} withdrawn documents as tokens."))
    if gone:
        say("`moisson apply-withdrawals releases/withdrawals.jsonl TOKENS --as rewrite` takes them out; --as mask keeps places.")
