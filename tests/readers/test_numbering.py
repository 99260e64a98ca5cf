"""Numbers of lists as word processors show them."""

from moisson.readers.office.numbering import Counter, Level, Lists, Use

DECIMAL = Level("decimal", "%1.")


def shown(lists: Lists, *names: str) -> list[str]:
    return [number for name in names if (found := lists.next(name, 0)) for number in [found[2]]]


def test_what_a_use_of_a_list_changes_is_changed_for_it_alone() -> None:
    lettered = {0: Level("upperLetter", "%1)")}
    lists = Lists({"list": Counter([DECIMAL])}, {"plain": Use("list"), "lettered": Use("list", levels=lettered)})
    assert shown(lists, "plain", "lettered", "lettered", "plain") == ["1.", "B)", "C)", "4."]


def test_a_use_that_begins_anew_counts_on_for_all_and_later_restarts_begin_where_the_list_says() -> None:
    levels = [DECIMAL, Level("decimal", "%1.%2")]
    lists = Lists({"list": Counter(levels)}, {"plain": Use("list"), "new": Use("list", starts={1: 99})})
    assert [lists.next(*item) for item in (("plain", 0), ("plain", 1), ("new", 1), ("plain", 1), ("plain", 0), ("plain", 1))] == [
        (0, False, "1."),
        (1, False, "1.1"),
        (1, False, "1.99"),
        (1, False, "1.100"),
        (0, False, "2."),
        (1, False, "2.1"),
    ]
