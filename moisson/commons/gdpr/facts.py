"""What the file rests on: figures of releases, the rules by which they masked, and what the log says of requests."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from moisson.contracts.commons.state import Requested, State
from moisson.contracts.errors import UserError
from moisson.contracts.identity import content_digest
from moisson.privacy.policy import Rule, load_policy
from moisson.release.manifest import MANIFEST
from moisson.release.wording import looked_for
from moisson.stewardship.opened import Released, open_release, row_groups, taken_back

MASKED = ("kind", "jurisdiction", "masked")


@dataclass(frozen=True)
class Masked:
    """How often a kind of data was masked in a kind of document; `documents` and `times` are counts."""

    data: str
    document: str | None
    jurisdiction: str | None
    documents: int
    times: int


@dataclass(frozen=True)
class Facts:
    """Releases and the commons, as the file speaks of them."""

    releases: tuple[Released, ...]
    state: State
    today: date
    masked: tuple[Masked, ...]
    looked_for: tuple[str, ...]  # kinds that every release looked for in which a stage masks
    partly: bool  # whether some release looked for more
    unmasked: tuple[str, ...]  # releases that masked nothing at all
    policies: tuple[str, ...]  # files of policies that recipes name, in place of the built-in one
    rules: tuple[Rule, ...] = field(default=())

    @property
    def names(self) -> list[str]:
        return [release.name for release in self.releases]

    def total(self, name: str) -> int:
        """The sum of one of the releases' totals."""
        return sum(int(release.stats["totals"][name] or 0) for release in self.releases)

    @property
    def masking(self) -> list[Released]:
        """The releases in which a stage masks."""
        return [release for release in self.releases if release.name not in self.unmasked]

    def counted(self, table: str, key: str, *, masking: bool = False) -> dict[str | None, int]:
        """Documents by kind, language or jurisdiction, over all releases or those that mask, most first."""
        found: Counter[str | None] = Counter()
        for release in self.masking if masking else self.releases:
            for row in release.stats[table]:
                found[row[key]] += row["documents"]
        return dict(found.most_common())

    @property
    def sources(self) -> list[dict[str, Any]]:
        """The sources of all releases, each once, most documents first."""
        found: dict[str, dict[str, Any]] = {}
        for release in self.releases:
            for each in release.stats["sources"]:
                row = found.setdefault(each["name"], {**each, "documents": 0})
                row["documents"] += each.get("documents", 0)
        return sorted(found.values(), key=lambda row: (-row["documents"], row["name"]))

    @property
    def private(self) -> list[str]:
        """The releases that must not be passed on."""
        return [each.name for each in self.releases if each.stats["recipe"]["unlicensed"] == "private"]

    @property
    def steps(self) -> dict[str, list[Requested]]:
        return self.state.requests


def facts(paths: Sequence[Path], state: State, today: date) -> Facts:
    """Open releases and read what the file needs. Raises NotFound where one is none, UserError where one is named twice."""
    releases = tuple(open_release(path) for path in paths)
    seen: dict[str, str] = {}
    for each in releases:
        if each.name in seen:
            raise UserError(f"{each.where} and {seen[each.name]} are the same release, {each.name}; name it once.")
        if (why := taken_back(each.folder)) is not None:
            raise UserError(f"{each.name} may not be spoken of as it is: {why}")
        seen[each.name] = each.where
    sought = [looked_for(each.stats) for each in releases]
    masking = [kinds for kinds in sought if kinds is not None]
    every = [kind for kind in (masking[0] if masking else ()) if all(kind in kinds for kinds in masking)]
    partly = any(len(kinds) > len(every) for kinds in masking)
    policies = sorted({policy for each in releases if (policy := _policy(each))})
    unmasked = tuple(each.name for each, kinds in zip(releases, sought, strict=True) if kinds is None)
    rules = () if policies or unmasked == tuple(each.name for each in releases) else load_policy().rules
    return Facts(releases, state, today, tuple(_masked(releases)), tuple(every), partly, unmasked, tuple(policies), rules)


def digest_of(release: Released) -> str:
    """The SHA-256 of a release's manifest, by which it is known."""
    return content_digest(release.folder / MANIFEST)


def _policy(release: Released) -> str | None:
    """The policy that a recipe names in place of the built-in one."""
    stages = (each for each in release.stats["stages"] if each["name"] == "mask_personal_data")
    return next((str(policy) for each in stages if (policy := each["parameters"].get("policy"))), None)


def _masked(releases: Iterable[Released]) -> list[Masked]:
    """What was masked, by kind of data, kind of document and jurisdiction, counted in the rows themselves."""
    documents: Counter[tuple[str, str | None, str | None]] = Counter()
    times: Counter[tuple[str, str | None, str | None]] = Counter()
    for release in releases:
        if not release.stats["masks"]["documents"]:
            continue
        for group in row_groups(release.data, MASKED):
            for row in group.to_pylist():
                for each in row["masked"] or ():
                    key = (each["kind"], row["kind"], row["jurisdiction"])
                    documents[key] += 1
                    times[key] += each["count"]
    return [Masked(*key, documents[key], count) for key, count in times.most_common()]
