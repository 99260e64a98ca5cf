"""udata's data sets and resources: why one is hidden, change tokens, and the lasting part of a record."""

from collections.abc import Iterator
from typing import Any

from moisson.connectors.portals.offer import has_reliable_sign, text, token_of
from moisson.connectors.rights import Scope, Statement, said

Entry = dict[str, Any]
PASSING = frozenset({"metrics", "quality", "permissions", "resources", "community_resources", "featured", "preview_url"})
CHECKED = ("check:", "analysis:parsing", "analysis:check_id", "validation-report:")  # extras written by the portal's robots
STATES_RIGHTS = ("license", "licence", "rights", "accessRights")  # left by harvests in `extras.dcat`
ORGANIZATION = ("id", "name", "acronym", "slug", "page")
ANALYSED = ("analysis:checksum", "analysis:last-modified-at")


def hidden(data_set: Entry) -> list[str] | None:
    """Why a data set is not public: a reason and a sentence; None if it is."""
    id = data_set["id"]
    if deleted := text(data_set.get("deleted")):
        return ["deleted", f"the portal deleted the data set {id} on {deleted[:10]}."]
    if data_set.get("private") is True:
        return ["not-public", f"the data set {id} is a draft."]
    if archived := text(data_set.get("archived")):
        harvest = data_set.get("harvest")
        why = text(harvest.get("archived")) if isinstance(harvest, dict) else None
        return ["archived", f"the portal archived the data set {id} on {archived[:10]}{f' ({why})' if why else ''}."]
    return None


def token(resource: Entry, address: str, today: str) -> str | None:
    """A file's change token. For remote files, `last_modified` only dates the portal's last check."""
    held: list[Entry] = [resource.get(name) or {} for name in ("checksum", "harvest", "extras")]
    signs = [held[0].get("value"), held[1].get("modified_at"), *(held[2].get(name) for name in ANALYSED)]
    size = None
    if resource.get("filetype") != "remote":
        signs.append(resource.get("last_modified"))
        size = resource.get("filesize")
    return token_of(*signs, size, address) if has_reliable_sign(signs, today) else None


def harvested(entry: Entry, place: Scope, where: str) -> Iterator[Statement]:
    """Rights left in the extras by a harvest of another catalogue."""
    extras = entry.get("extras")
    left = extras.get("dcat") if isinstance(extras, dict) else None
    for name in STATES_RIGHTS:
        words = left.get(name) if isinstance(left, dict) else None
        of_access = name == "accessRights"
        yield from said(place, words if isinstance(words, list) else [words], f"{where}, extras.dcat.{name}", of_access=of_access)


def lasting(entry: Entry) -> Entry:
    """An entry without counters, scores and checks, which change by themselves."""
    kept = {key: value for key, value in entry.items() if key not in PASSING}
    if isinstance(extras := kept.get("extras"), dict):
        kept["extras"] = {key: value for key, value in extras.items() if not key.startswith(CHECKED)}
    if isinstance(organization := kept.get("organization"), dict):
        kept["organization"] = {key: organization[key] for key in ORGANIZATION if key in organization}
    return kept
