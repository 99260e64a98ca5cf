"""What a reader asks of the documents: all of it stands in the address, so that an address can be kept and passed on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

PAGE = 20  # documents on a page
MOST_PAGES = 100_000
NONE = "-"  # in an address: what is not stated

Value = tuple[str | None, int]


def _most_first(each: Value) -> tuple[int, str]:
    return (-each[1], each[0] or "")


def _newest_first(each: Value) -> tuple[bool, str]:
    return (each[0] is None, "".join(chr(0x10FFFF - ord(letter)) for letter in each[0] or ""))


class Facet(NamedTuple):
    """One way to narrow a list: the value of each row in SQL, and the order in which values are shown."""

    sql: str
    order: Callable[[Value], Any] = _most_first


FACETS: Mapping[str, Facet] = {
    "source": Facet("source"),
    "language": Facet("language"),
    "kind": Facet("kind"),
    "year": Facet("left(created, 4)", _newest_first),
    "force": Facet("force"),
    "state": Facet("legal_state"),
    "license": Facet("license"),
    "basis": Facet("rights.basis"),
    "level": Facet("rights.level"),
    "masked": Facet("CASE WHEN len(masked) > 0 THEN 'yes' END"),
}
FACETS_DROPPED: Mapping[str, Facet] = {
    "source": Facet("source"),
    "stage": Facet("stage"),
    "reason": Facet("reason"),
}
# These narrow the list of kept documents, too, and are not counted: a document may have several of each.
LISTS: Mapping[str, str] = {
    "mask": "list_contains(list_transform(masked, lambda each: each.kind), ?)",
    "part": "list_contains(list_transform(part_of, lambda each: each.id), ?)",
    "cluster": "cluster_size > 1 AND ? = 'yes'",
}
FATES = ("kept", "dropped", "left")  # `left` is all that was there after a step of the funnel, kept in the end or not
STEP = "step"
ORDERS: Mapping[str, str] = {
    "newest": "created DESC NULLS LAST, place",
    "oldest": "created ASC NULLS LAST, place",
    "longest": "word_count DESC, place",
    "shortest": "word_count ASC, place",
}


@dataclass(frozen=True)
class Asked:
    """A list of documents, kept or dropped, narrowed by words and facets, and a page of it."""

    fate: str = "kept"
    words: str = ""
    chosen: tuple[tuple[str, str], ...] = ()  # facet and value, in the order of the facets
    sorted: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """What an address asks; what it says amiss is passed over, as if it were not there."""
        fate = query.get("fate", "")
        fate = fate if fate in FATES and (fate != "left" or query.get(STEP)) else "kept"
        names = [*FACETS, *LISTS] if fate == "kept" else [*FACETS_DROPPED, *([STEP] if fate == "left" else [])]
        chosen = tuple((name, query[name]) for name in names if query.get(name))
        number = query.get("page", "")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
        order = query.get("sort", "")
        return cls(
            fate,
            query.get("q", "").strip()[:2000],
            chosen,
            order if order in ORDERS and fate == "kept" else "",
            min(max(page, 1), MOST_PAGES),
        )

    @property
    def kept(self) -> bool:
        return self.fate == "kept"

    @property
    def facets(self) -> Mapping[str, Facet]:
        """The facets that rows of this fate have."""
        return FACETS if self.kept else FACETS_DROPPED

    @property
    def without_page(self) -> "Asked":
        """The same list, whatever its order and the page."""
        return replace(self, page=1, sorted="")

    @cached_property
    def values(self) -> Mapping[str, str]:
        """The chosen values by facet."""
        return dict(self.chosen)

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE

    def by_facets(self, searched: bool) -> bool:
        """Whether the facets alone tell which documents fit."""
        return self.kept and not any(name in LISTS for name, _ in self.chosen) and (searched or not self.words)

    def condition(self, searched: bool) -> tuple[str, list[Any]]:
        """What a row must fulfil, in SQL, and its values. Words of the kept are looked up by an index, and stand not in it."""
        named = self.by_facets(searched)
        tests, values = ["true"], list[Any]()
        for name, value in self.chosen:
            if name == STEP:
                tests.append("step > coalesce((SELECT step FROM steps WHERE stage = ?), -1)")
            elif name in LISTS:
                tests.append(LISTS[name])
            elif value == NONE:
                tests.append(f"({name if named else self.facets[name].sql}) IS NULL")
                continue
            else:
                tests.append(f"({name if named else self.facets[name].sql}) = ?")
            values.append(value)
        if self.words and not searched:
            tests.append("id = ?" if self.kept else "(contains(lower(id), lower(?)) OR contains(lower(detail), lower(?)))")
            values += [self.words] * (1 if self.kept else 2)
        return " AND ".join(tests), values

    def order(self, searched: bool) -> str:
        """The order of the list, in SQL."""
        if not self.kept:
            return "id, stage"
        return ORDERS.get(self.sorted) or ("hits.score, place" if searched else "place")

    def address(self, **changed: str | None) -> str:
        """The query string of this list with some changes; None takes a part out. A change leads back to the first page."""
        said: dict[str, str] = {} if self.kept else {"fate": self.fate}
        said |= {"q": self.words, **self.values, "sort": self.sorted}
        if not changed:
            said["page"] = str(self.page) if self.page > 1 else ""
        said |= {name: value or "" for name, value in changed.items()}
        return urlencode({name: value for name, value in said.items() if value})
