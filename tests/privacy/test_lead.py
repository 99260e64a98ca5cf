"""What stands before a name, and which words a text has in lower case, against the plain definitions of both."""

import re

from hypothesis import given
from hypothesis import strategies as st

from moisson.privacy.persons.lead import any_of
from moisson.privacy.persons.small import Small
from moisson.privacy.persons.words import Language, languages

CODES = tuple(languages())


def one_expression(language: Language) -> re.Pattern[str]:
    """All articles, titles and functions at once, tried at each place."""
    table = language.table
    titles = [w for group in table["title"].values() for w in group if w not in language.short_titles and "*" not in w]
    articles, roles = any_of(table["article"]), any_of([word for group in table["role"].values() for word in group])
    parts = [rf"(?:{any_of(titles)})(?!\w)", rf"(?:{articles})(?<=['’])", rf"(?:{articles})(?!\w)", rf"(?i:{roles})(?!\w)"]
    parts += [rf"(?:{table['court']})(?!\w)"] if "court" in table else []
    return re.compile(rf"(?:[\s(«\"“„]*(?:{'|'.join(parts)})[),]?){{0,6}}[\s(«\"“„]*")


EXPRESSIONS = {code: one_expression(languages()[code]) for code in CODES}


def leading(code: str) -> st.SearchStrategy[str]:
    table = languages()[code].table
    words = [*table["article"], *(word for use in ("title", "role") for group in table[use].values() for word in group)]
    written = st.sampled_from(words).map(lambda word: word.replace("*", "in"))
    spelled = written | written.map(str.upper) | written.map(lambda word: word.replace("'", "’").replace("i", "ı"))
    between = st.sampled_from([" ", "  ", "\n", ", ", " (", ") ", "", "'", " « ", "-", "x"])
    part = st.tuples(between, spelled | st.sampled_from(["Dupont", "am Landgericht Bonn", "²", "J."])).map("".join)
    return st.lists(part, max_size=9).map("".join)


@given(st.sampled_from(CODES).flatmap(lambda code: st.tuples(st.just(code), leading(code))))
def test_a_lead_ends_where_one_expression_for_all_its_words_ends(case: tuple[str, str]) -> None:
    code, text = case
    match = EXPRESSIONS[code].match(text)
    assert match is not None
    assert languages()[code].lead.end(text, 0) == match.end()


@given(
    st.text(st.sampled_from("abéł A²1_'-\n"), max_size=40), st.lists(st.text(st.sampled_from("abéłA²1"), max_size=3), max_size=12)
)
def test_a_word_is_in_lower_case_in_a_text_that_has_it_so(text: str, words: list[str]) -> None:
    every = set(re.findall(r"\b[a-zß-öø-ÿąćęłńśźżœ][^\W\d_]*", text))
    small = Small(text)
    assert [word in small for word in words] == [word in every for word in words]
