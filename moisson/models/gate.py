"""Which releases a model may be made from: those that hold, are not taken back, and are licensed or meant to stay private."""

from pathlib import Path

from moisson.contracts.errors import Unverified, UserError
from moisson.release.private import private as is_private
from moisson.stewardship.opened import Released, open_release, taken_back
from moisson.stewardship.verify.trust import trusted
from moisson.stewardship.verify.verdict import verify


def opened_for_training(release: Path, private: bool) -> Released:
    """Open a local release, verified whole. `private` is the user's word that what is made of it stays with them.

    Raises NotFound where there is no release, Unverified where it does not hold, UserError where its maker has taken it back, or
    where it is private and the user has not said so.
    """
    opened = open_release(release)
    if said := taken_back(opened.folder):
        raise UserError(f"{opened.name} is not for training: {said}")
    verdict = verify(opened.folder, known=trusted())
    if not verdict.holds:
        more = f" (and {len(verdict.faults) - 1} more faults)" if len(verdict.faults) > 1 else ""
        raise Unverified(f"{release} does not hold: {verdict.faults[0]}{more}; `moisson verify {release}` names each.")
    if is_private(opened.stats) and not private:
        raise UserError(
            f'{opened.name} may hold texts without a right: its recipe says unlicensed = "private"; add --private where'
            " what is made of it stays with you, and that will bear the mark."
        )
    return opened
