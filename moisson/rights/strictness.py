"""Which of two licences is stricter: the one that allows less, then the one that asks for more."""

from collections.abc import Iterable

from moisson.rights.licences import Licence, licence

RELEASE = frozenset(("training", "redistribution"))
Strictness = tuple[int, bool, bool, bool]
CLOSED: Strictness = (3, True, True, True)


def strictness(entry: Licence | None) -> Strictness:
    """How strict a licence is, to be compared; one that the table does not know may allow nothing."""
    if entry is None:
        return CLOSED
    return 3 - len(entry.allows), entry.no_derivatives, entry.share_alike, entry.attribution


def strictest(names: Iterable[str]) -> str:
    """The strictest of some licences, by id; the first of those that are equally strict."""
    return max(names, key=lambda name: strictness(licence(name)))


def allows_release(entry: Licence | None) -> bool:
    """Whether it lets everyone train on texts and pass them on."""
    return entry is not None and entry.allows >= RELEASE
