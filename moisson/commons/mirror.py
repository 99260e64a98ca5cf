"""A commons at an address: its log is fetched into the workspace, and judged there like any other."""

from pathlib import Path
from typing import TYPE_CHECKING

from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Manners
from moisson.contracts.commons.bodies import Founded, Proposal
from moisson.contracts.commons.log import PACK, Log, write_object
from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.identity import digest
from moisson.workspace.storage import Workspace

if TYPE_CHECKING:
    from moisson.connectors.web.client import Client

NEEDED = ("rules", "member", "withdrawal")  # proposals whose objects say what follows from them
ABSENT = frozenset({"http-404", "http-410"})


def local_copy(said: str, near: Path, workspace: Workspace, manners: Manners | None = None) -> Path:
    """The folder of a commons that a recipe names: as it is, from the recipe's folder, or fetched anew from an address.

    Raises UserError for an address where the extra `web` is not installed.
    """
    if not said.startswith(("https://", "http://")):
        return (near / said).resolve()
    try:
        from moisson.connectors.web.client import Client  # imported late: a folder needs no extra
    except ModuleNotFoundError as error:
        raise UserError(f"commons = \"{said}\" needs {error.name}; install it by `pip install 'moisson[web]'`.") from None
    folder = workspace.root / "commons" / digest(said.encode())[:16]
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with Client(manners or Manners()) as client:
        _fetch(client, said.rstrip("/"), folder)
    return folder


def _fetch(client: "Client", address: str, folder: Path) -> None:
    """Fetch events, checkpoint and the objects that replay needs; a log that does not grow from an older copy is refused."""
    old = Log.open(folder) if (folder / PACK).is_file() else None
    for name in (PACK, "checkpoint"):
        body = client.get(f"{address}/{name}", conditional=False).body
        if name == PACK and old is not None and not body.startswith((folder / PACK).read_bytes()):
            raise Unverified(f"{address} was rewritten: it no longer begins with the {len(old.events)} events fetched before.")
        with beside(folder / name) as temporary:
            temporary.write_bytes(body)
    for event in Log.open(folder).events:
        body_of = event.body
        wanted = body_of.rules if isinstance(body_of, Founded) else None
        if isinstance(body_of, Proposal) and body_of.kind in NEEDED:
            wanted = str(event.about)
        if wanted is None or (folder / "objects" / wanted).is_file():
            continue
        try:
            data = client.get(f"{address}/objects/{wanted}", conditional=False).body
        except Failure as failure:
            if failure.reason in ABSENT:
                continue  # what lacks it, says so
            raise
        if write_object(folder, data) != wanted:
            raise Unverified(f"{address}/objects/{wanted} is not what its name says; get it from another copy of the commons.")
