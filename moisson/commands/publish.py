"""The command `publish`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from moisson.commands.options import AsJson
from moisson.workspace.printing import say, say_json

if TYPE_CHECKING:
    from moisson.stewardship.publish.publish import Published

RELEASE = typer.Argument(
    metavar="RELEASE", help="A release's folder in its workspace, such as build/releases/fr-droits-travail/latest."
)
TO = typer.Option("--to", metavar="s3://BUCKET/PREFIX", help="What in the bucket stands for the workspace's `releases/`.")


def publish(release: Annotated[Path, RELEASE], to: Annotated[str, TO], as_json: AsJson = False) -> None:
    """Write a release to a bucket, where others read it at s3://BUCKET/PREFIX/RECIPE, and say there what was taken back."""
    from moisson.commands.terminal import progress
    from moisson.contracts.errors import UserError
    from moisson.stewardship.far_open import extra

    if not to.startswith("s3://"):
        raise UserError(f"--to {to} is no bucket; write s3://BUCKET/PREFIX.")
    with extra(f"publishing in {to}"):
        from moisson.stewardship.publish.publish import publish as publish_release

    done = publish_release(release, to, progress(quiet=as_json))
    if as_json:
        say_json(done.as_dict())
    else:
        _print(done)


def _print(done: "Published") -> None:
    recipe, _, name = done.release.rpartition("/")
    for where in done.taken_back:
        say(f"Taken back there: {where}")
    if not done.stands:
        if done.release not in done.taken_back:
            say(f"{done.release} was taken back, and is not there either.")
        return
    say(f"{done.release} is there; {len(done.uploaded):,} files were sent, each read back and found the same.")
    if done.latest != name:
        say(f"{recipe} leads to {done.latest or 'none'}, as before: the workspace's newest release is another one.")
    elif done.before != name:
        say(f"{recipe} now leads to it" + (f", and led to {done.before}." if done.before else "."))
