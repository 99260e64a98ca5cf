from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from moisson.privacy.placeholders import Placeholders, resolve
from moisson.privacy.spans import Span

KINDS = ("email", "phone", "person")
SPANS = st.builds(
    lambda start, size, kind, value: Span(start, start + size, kind, "line", value),
    st.integers(0, 30),
    st.integers(1, 8),
    st.sampled_from(KINDS),
    st.sampled_from("ab"),
)


@given(st.lists(SPANS, max_size=12))
def test_what_stays_does_not_overlap_and_what_goes_overlaps_something_at_least_as_strong(spans: list[Span]) -> None:
    kept = resolve(spans, KINDS)
    assert kept == sorted(kept)
    assert all(a.end <= b.start for a, b in pairwise(kept))

    def strength(span: Span) -> tuple[int, int]:
        return KINDS.index(span.kind), span.start - span.end

    for span in set(spans) - set(kept):
        assert any(other.start < span.end and span.start < other.end and strength(other) <= strength(span) for other in kept)


def test_one_value_has_one_number_and_each_kind_counts_for_itself() -> None:
    text = "aa bb aa cc"
    spans = [Span(0, 2, "person", "party", "a"), Span(3, 5, "email", "person", "b"), Span(6, 8, "person", "party", "a")]
    placeholders = Placeholders(text)
    assert placeholders.set(text, spans) == "[PERSON_1] [EMAIL_1] [PERSON_1] cc"
    assert placeholders.counts == {"person": 2, "email": 1}


def test_numbers_go_on_after_those_that_are_there() -> None:
    text = "[PERSON_3] a"
    assert Placeholders(text).set(text, [Span(11, 12, "person", "party", "a")]) == "[PERSON_3] [PERSON_4]"


def test_pseudonyms_in_brackets_stay() -> None:
    text = "[A] [Adresse 2] [PERSON_1] [voir a]"
    spans = [
        Span(1, 2, "person", "", "A"),
        Span(5, 14, "address", "", "x"),
        Span(17, 23, "person", "", "y"),
        Span(33, 34, "person", "", "a"),
    ]
    assert Placeholders(text).set(text, spans) == "[A] [Adresse 2] [PERSON_1] [voir [PERSON_2]]"
