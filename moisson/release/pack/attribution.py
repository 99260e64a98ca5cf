"""ATTRIBUTION.md and LICENSE.md: the attribution that each licence requires, and where to read it.

A line for each source and each licence that its documents have. What a licence asks for is quoted in the tests.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from moisson.release.inputs import Pack
from moisson.release.pack.markdown import escaped, link, table
from moisson.release.wording import BASES, UNSAID, counted, number
from moisson.rights.licences import Licence, licence

Stats = Mapping[str, Any]

# What stages do to the words, by how their names begin; in the order of a run.
CHANGES = (
    ("normalize", "characters and spaces put into one form"),
    ("remove_boilerplate", "notices that repeat across documents removed"),
    ("mask", "personal data replaced by placeholders"),
)


class Named(NamedTuple):
    """What a line may name."""

    title: str  # a link to the source, where there is one
    producer: str
    updated: str
    name: str  # the licence's name, a link to it
    licence: Licence
    address: str  # of the data set; empty where none is known
    changes: str


def attribution(pack: Pack) -> str:
    """ATTRIBUTION.md, in full."""
    stats, changes = pack.stats, _changes(pack.stats)
    lines = [
        f"- {_line(source, row['license'], changes)} ({counted(row['documents'], 'document')})"
        for source in stats["sources"]
        for row in source["licenses"]
    ]
    listed = "\n".join(lines) or "This release holds no documents: there is no one to name."
    return f"""# Attribution

{escaped(stats["recipe"]["title"])}, release `{stats["release"]}`. Keep these lines with whatever you publish from it. There is
one for each source and licence, in the form that the licence asks for. Naming producers does not mean that they endorse what
you make.

Changes that were made, each where a document gave reason to: {changes}.
What was left out stands in `ledger/`.

{listed}
"""


def licences(pack: Pack) -> str:
    """LICENSE.md: each licence that documents have, by name and address, and what it asks for."""
    stats = pack.stats
    rows = [
        (_name(row["license"]), _asks(stats, row["license"]), number(row["documents"])) for row in stats["rights"]["by_license"]
    ]
    listed = table(("Licence", "Asks for", "Documents"), rows, right=(2,)) if rows else "This release holds no documents."
    return f"""# Licences

Each document has its own: the columns `license` and `rights` name it, with the evidence. What to write where: ATTRIBUTION.md.

{listed}
"""


def _name(license: str | None) -> str:
    found = licence(license)
    if found:
        return f"{link(found.name, found.url)} (`{found.id}`)"
    return f"`{license}`" if license else "none: the basis in `rights` lets anyone use the text"


def _asks(stats: Stats, license: str | None) -> str:
    found = licence(license)
    if found is None:
        french = any(_french(source) and any(row["license"] is None for row in source["licenses"]) for source in stats["sources"])
        return "source and date, of French public information" if french and license is None else "–"
    asked = (("attribution", found.attribution), ("the same terms for what is made from it", found.share_alike))
    return ", ".join(name for name, so in asked if so) or "nothing"


def _changes(stats: Stats) -> str:
    """What was done to the words, in words: every release has extracted text."""
    done = [said for start, said in CHANGES if any(stage["name"].startswith(start) for stage in stats["stages"])]
    return "; ".join(["text extracted from the publisher's files, without layout and pictures", *done])


def _line(source: Mapping[str, Any], license: str | None, changes: str) -> str:
    """One source under one licence."""
    found, seen = licence(license), address(source)
    body = source["publisher"]
    named = Named(
        title=link(source["title"], seen),
        producer=link(body.get("name"), body.get("url")),
        updated=_updated(source),
        name=link(found.name, found.url) if found else "",
        licence=found or NO_LICENCE,
        address=seen,
        changes=changes,
    )
    if found is None:
        return _stated(named, license) if license else _by_right(named, source)
    return _form(found)(named)


FRENCH = (
    "No licence: French public information, of which the law asks to name the source and the date (article L. 322-1 of the code"
    " on relations between the public and the administration)."
)
NO_LICENCE = Licence("", "", None, None, frozenset(), False, False, None)


def address(source: Mapping[str, Any]) -> str:
    """Where the data set can be seen: its page in a catalogue, the page that states its rights, else its publisher's site."""
    said = source["rights"] or {}
    stated = (said.get("where") or "").partition(" ")[0] if said.get("level") in ("data-set", "asserted") else ""
    pages = (source["record"], stated, source["publisher"].get("url"))
    return next((page for page in pages if page and page.startswith(("https://", "http://"))), "")


def _updated(source: Mapping[str, Any]) -> str:
    """The date of the last update, and who says so."""
    date = source["last_update"]
    if not date:
        got = f"; obtained in {source['acquired']}" if source["acquired"] else ""
        return f"not known{got}"
    return escaped(date) + ("" if source["last_update_says"] == "publisher" else " (the newest date in its documents)")


def _etalab(of: Named) -> str:
    return f"Source: {of.producer}, {of.title}, date of last update: {of.updated}. {of.name}."


def _creative(of: Named) -> str:
    return f"{of.title}, by {of.producer}, licensed under {of.name}. Changes were made: {of.changes}."


def _dedicated(of: Named) -> str:
    return f"{of.producer}, {of.title}. {of.name}: no attribution is asked for; named as a courtesy."


def _ogl(of: Named) -> str:
    name = link(f"Open Government Licence v{of.licence.id.removeprefix('OGL-UK-')}", of.licence.url)
    return f"Contains public sector information licensed under the {name}. Source: {of.producer}, {of.title}."


def _nlod(of: Named) -> str:
    version = of.licence.id.removeprefix("NLOD-")
    name = link("Norwegian licence for Open Government data (NLOD)", of.licence.url)
    said = f"Contains data under the {name} distributed by {of.producer}: {of.title}, version {version} of the licence."
    return f"{said} Changes were made: {of.changes}."


def _german(of: Named) -> str:
    address = f", {link(of.address, of.address)}" if of.address else ""
    return f"{of.producer}, {of.name}, data set: {of.title}{address}. The data were changed: {of.changes}."


def _odbl(of: Named) -> str:
    name = link("Open Database License (ODbL)", of.licence.url)
    return f"Contains information from {of.title} ({of.producer}), which is made available here under the {name}."


def _odc_by(of: Named) -> str:
    name = link("ODC Attribution License", of.licence.url)
    return f"Contains information from {of.title} ({of.producer}) which is made available under the {name}."


def _iodl(of: Named) -> str:
    return f"Source: {of.producer}, {of.title}. {of.name}. Derived from it, with changes: {of.changes}."


def _commission(of: Named) -> str:
    name = link("Commission Decision 2011/833/EU", of.licence.url)
    return f"Source: {of.producer}, {of.title}. Reuse is authorised under {name}, if the source is named and the meaning kept."


def _other(of: Named) -> str:
    return f"Source: {of.producer}, {of.title}. {of.name}. Changes were made: {of.changes}."


def _stated(of: Named, license: str) -> str:
    """A licence that nobody here knows: named as stated."""
    return f"Source: {of.producer}, {of.title}, under `{license}`. Changes were made: {of.changes}."


def _by_right(of: Named, source: Mapping[str, Any]) -> str:
    """No licence: a statute or another basis."""
    basis: str = (source["rights"] or {}).get("basis") or UNSAID
    right = BASES.get(basis, basis)
    if _french(source):
        return f"Source: {of.producer}, {of.title}, date of last update: {of.updated}. {FRENCH}"
    return f"{of.producer}, {of.title}. By right of {right}; no licence asks for a name: named as a courtesy."


def _french(source: Mapping[str, Any]) -> bool:
    """Whether a source is here by the law on French public information, which asks for more than other statutes."""
    return (source["rights"] or {}).get("basis") == "statute" and source["jurisdiction"] == "fr"


FORMS: tuple[tuple[str, Callable[[Named], str]], ...] = (
    ("etalab", _etalab),
    ("LicenseRef-Licence-Ouverte", _etalab),
    ("CC0", _dedicated),
    ("CC-PDM", _dedicated),
    ("PDDL", _dedicated),
    ("LicenseRef-Public-Domain", _dedicated),
    ("DL-DE-ZERO", _dedicated),
    ("CC-", _creative),
    ("LicenseRef-CC-", _creative),
    ("OGL-UK-", _ogl),
    ("NLOD-", _nlod),
    ("DL-DE-BY", _german),
    ("LicenseRef-DL-DE-BY", _german),
    ("LicenseRef-GeoNutzV", _german),
    ("ODbL", _odbl),
    ("ODC-By", _odc_by),
    ("LicenseRef-IODL", _iodl),
    ("LicenseRef-COM-REUSE", _commission),
)


def _form(found: Licence) -> Callable[[Named], str]:
    """How to comply with the licence, by the prefix of its id."""
    return next((form for start, form in FORMS if found.id.startswith(start)), _other)
