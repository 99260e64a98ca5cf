"""The terms of use of a release's documents: one entry per licence or other basis, with its address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from moisson.release.wording import BASES
from moisson.rights.licences import licence

ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Term:
    """A licence, or the ground where there is none; `uri` is its address in the EU's table of licences."""

    name: str
    license: str | None
    basis: str | None
    url: str | None
    uri: str | None = None
    documents: int = 0


def terms(stats: Mapping[str, Any]) -> list[Term]:
    """The terms of a release, most documents first; of an empty release, those of its sources.

    Documents without any right have no term. Where there is none at all the catalogue records name no licence, which their
    validators refuse, as `moisson verify` refuses such rows.
    """
    sources = {source["name"]: source["rights"] or {} for source in stats["sources"]}
    rows = stats["rights"]["by_source"] or [{"source": name, "documents": 0, **said} for name, said in sources.items() if said]
    documents: dict[Term, int] = {}
    for row in rows:
        one = _term(row.get("license"), row.get("basis"), sources[row["source"]])
        documents[one] = documents.get(one, 0) + row["documents"]
    found = [replace(one, documents=count) for one, count in documents.items() if one.license or one.basis]
    return sorted(found, key=lambda one: (-one.documents, one.license or "", one.url or "", one.name))


def term(rights: Mapping[str, Any]) -> Term:
    """The rights in a source's description."""
    return _term(rights.get("license"), rights.get("basis"), rights)


def _term(license: str | None, basis: str | None, said: Mapping[str, Any]) -> Term:
    """One licence or ground; a source's own words are taken for it only where they are about the same."""
    where = address(said.get("where")) if (said.get("license"), said.get("basis")) == (license, basis) else None
    known = licence(license)
    if known:
        return Term(known.name, license, "licence", known.url or where, known.authority_uri)
    if license:
        return Term(license, license, "licence", where)
    ground = BASES.get(basis or "", "no right is stated")
    return Term(f"no licence: {ground}", None, basis, where)


def address(text: str | None) -> str | None:
    """The web address that a text begins with; None where it begins with none."""
    found = ADDRESS.match(text or "")
    return found[0].rstrip(".,;)") if found else None
