"""The command `allow`."""

from moisson.commands.options import WORKSPACE, AsJson, Ids, Key, Out, listed
from moisson.workspace.printing import say, say_json


def allow(
    ids: Ids,
    out: Out = WORKSPACE,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Let documents in that wait because their text is like a withdrawn one; `moisson withdraw` keeps them out instead."""
    from moisson.contracts.sign import signer
    from moisson.stewardship.withdraw.waiting import let_in
    from moisson.workspace.storage import Workspace

    workspace = Workspace(out)
    signs = signer(key)
    with workspace.locked():
        allowed = let_in(workspace, listed(ids), signs)
    if as_json:
        return say_json({"allowed": allowed})
    for id in allowed:
        say(f"Let in: {id}")
    return say("Build again for a release with it.")
