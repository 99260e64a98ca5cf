"""Orders licences by strictness: what they allow, then what they require."""

from collections.abc import Iterable

from moisson.rights.licences import Licence, licence

RELEASE = frozenset(("training", "redistribution"))
Strictness = tuple[int, bool, bool, bool]
CLOSED: Strictness = (3, True, True, True)


def strictness(entry: Licence | None) -> Strictness:
    """A sort key for strictness; an unknown licence counts as allowing nothing."""
    if entry is None:
        return CLOSED
    return 3 - len(entry.allows), entry.no_derivatives, entry.share_alike, entry.attribution


def strictest(names: Iterable[str]) -> str:
    """The strictest of some licence ids; of equals the first."""
    return max(names, key=lambda name: strictness(licence(name)))


def allows_release(entry: Licence | None) -> bool:
    """Whether it lets everyone train on texts and pass them on."""
    return entry is not None and entry.allows >= RELEASE
