"""Lines that say when an article was written, by whom, where it is filed, and what only looks like them."""

import pytest

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read
from moisson.extract.html.signature import is_filing, is_posting, is_signature

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
POST = '<meta property="og:type" content="article">'


def page(inner: str, head: str = POST) -> str:
    markup = f"<!DOCTYPE html><html><head><title>x</title>{head}</head><body>{inner}</body></html>"
    return next(read(markup.encode(), DEFAULT)).text


@pytest.mark.parametrize(
    "line",
    [
        "3 May 2024",
        "3. Mai 2024, 05:28 Uhr",
        "By Ann Example 5 March 2024 at 12:22 PM",
        "Publié le 29/10/2012",
        "AFP 30 avril 2015 à 07:19 (Mis à jour : 30 avril 2015 à 07:38)",
        "Von Ann Example",
        "by Ann Example and Bob van der Berg",
        "posted by Ann at 12:53",
        "71 Kommentare",
        "5 min read",
        "Published: Wednesday, 21 Sep 2011 | 4:35 PM ET",
        "First Posted: 08-13-10 05:18 PM | Updated: 08-14-10 12:41 AM",
        "January 19, 2020 / 12:25 PM / Updated 8 hours ago",
        "vor 3 Stunden",
        "By ANN EXAMPLE 10/ 5/11 09:19 PM ET",
        "By Ann Example, Bob Sample and Cy Third",
        "and last updated 2013-12-30 16:42:01-05",
        "jeudi 27 juin 2019, par ann54",
        "13 January 2020 at 08:45 AM | categories: Python, Mercurial | View Comments",
    ],
)
def test_a_line_above_an_article_says_when_and_by_whom(line: str) -> None:
    assert is_signature(line)
    assert page(f"<article><div>{line}</div>{ACT}</article>") == WORDS


@pytest.mark.parametrize(
    "line",
    [
        "Berlin, 3. Mai 2024",
        "Bruxelles, le 3 mai 2024",
        "Mittwoch, 20. Februar 2024, 14:45 Uhr",
        "Gesetz vom 3. Mai 2024 über die Anmeldung",
        "Neue Regeln für Terrassen! 3.5.2024",
        "By the power of the council",
        "Von der Anmeldung",
        "Decided on 3 May 2024 by the council",
        "Article 5",
        "The council met for 90 minutes",
        "Termin: Mittwoch, 20. Februar 2024",
        "The council met 8 hours ago in a closed session",
        "Follow-up of the procedure against Facebook",
        "Обн. ДВ. бр. 14 от 3 Май 2019 г., изм. ДВ. бр. 27 от 9 Юни 2021 г.",
    ],
)
def test_a_line_of_an_act_is_no_such_line(line: str) -> None:
    assert not is_signature(line)
    assert page(f"<article><div>{line}</div>{ACT}</article>").startswith(line)


def test_a_signature_stays_within_and_below_the_words_and_where_it_labels_a_fact() -> None:
    assert page(f"<article>{ACT}<p>Von Ann Example</p></article>").endswith("\n\nVon Ann Example")
    table = "<table><tr><td>Datum</td><td>3.5.2024</td></tr><tr><td>Ort</td><td>Bonn</td></tr></table>"
    assert "3.5.2024" in page(f"<article><div>{table}</div>{ACT}</article>")
    assert page(f"<article><div><h1>Ann Example</h1><div>3 May 2024</div></div>{ACT}</article>") == f"# Ann Example\n\n{WORDS}"
    assert page(f"<article><div>3 May 2024</div>{ACT}</article>", head="").startswith("3 May 2024")


@pytest.mark.parametrize(
    "line",
    [
        "Schlagwörter: Anmeldung, Netzpolitik, Recht",
        "Filed under: News",
        "Mots-clés : loi, décret",
        "This entry was posted on Friday and is filed under News.",
        "Dieser Beitrag wurde am Samstag veröffentlicht und unter Recht abgelegt.",
        "Comments are closed.",
        "blog comments powered by Disqus",
        "Écrire un commentaire",
        "Follow Ann Example on Twitter.",
        "Folgen Sie uns auf Facebook",
    ],
)
def test_a_line_below_an_article_says_where_it_is_filed(line: str) -> None:
    assert is_filing(line) or is_posting(line)
    assert page(f"<article>{ACT}<p>{line}</p></article>") == WORDS
    assert page(f"<article>{ACT}<p>{line}</p></article>", head="").endswith(line)


@pytest.mark.parametrize(
    "line",
    [
        "Dieser Artikel wurde durch Gesetz vom 3. Mai 2024 aufgehoben.",
        "Themen: In dieser Sitzung berät der Rat über den Haushalt, die Schulen und den Verkehr.",
        "Veröffentlicht in ABl. L 119 vom 4.5.2016.",
    ],
)
def test_a_note_below_an_article_stays(line: str) -> None:
    assert page(f"<article>{ACT}<p>{line}</p></article>").endswith(line)


@pytest.mark.parametrize("label", ["Anzeige", "Advertisement:", "Publicité"])
def test_a_label_of_an_advertisement_is_left_out(label: str) -> None:
    assert page(f"<article>{ACT[: len(ACT) // 2]}<div>{label}</div>{ACT[len(ACT) // 2 :]}</article>") == WORDS
    assert page(f"<article><h3>{label}</h3>{ACT}</article>") == f"### {label}\n\n{WORDS}"


def test_links_to_authors_and_tags_are_known_by_their_addresses() -> None:
    head = "<p><a href='https://example.eu/autoren/ann-example'>Ann Example</a></p>"
    foot = "<p><a href='/tag/recht/'>Recht</a> <a href='/tag/netz/'>Netz</a></p>"
    assert page(f"<article>{head}{ACT}{foot}</article>") == WORDS


def test_a_page_that_asks_for_comments_is_an_article() -> None:
    form = "<form><textarea name='comment'></textarea></form>"
    assert page(f"<article><div>3. Mai 2024</div>{ACT}</article>{form}", head="") == WORDS
    form = "<form><textarea name='message'></textarea></form>"
    assert page(f"<article><div>3. Mai 2024</div>{ACT}</article>{form}", head="").startswith("3. Mai 2024")


def test_a_date_that_is_left_out_is_the_documents_own() -> None:
    markup = (
        f"<!DOCTYPE html><html><head><title>x</title>{POST}</head><body><article><div>Ann Example | {{}}</div>{ACT}</article>"
    )
    assert next(read(markup.format("3. Mai 2024").encode(), DEFAULT)).created == "2024-05-03"
    assert next(read(markup.format("03/05/2024").encode(), DEFAULT)).created is None  # a day and a month in no known order
