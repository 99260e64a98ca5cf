"""The end of a caption that says whose the picture is, and captions that only look as if they said it."""

import pytest

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
POST = '<meta property="og:type" content="article">'


def caption(markup: str, head: str = POST) -> str:
    figure = f"<figure><img src='a.jpg'><figcaption>{markup}</figcaption></figure>"
    page = f"<!DOCTYPE html><html><head><title>x</title>{head}</head><body><div>{ACT}{figure}{ACT}</div></body></html>"
    return next(read(page.encode(), DEFAULT)).text.replace(SENTENCE, "").strip()


CAPTIONS = [
    "The bridge over the river in May. Photo: Ann Example/Agency",
    "The bridge over the river in May. <i>Photograph:</i> <a href='/a'>Ann Example</a>",
    "The bridge over the river in May. (AP Photo/Ann Example, File)",
    "The bridge over the river in May. [© Ann Example]",
    "The bridge over the river in May. Ann Example / Getty Images",
    "<span>The bridge over the river in May.</span> <span>Bild: Ann Example</span>",
]


@pytest.mark.parametrize("markup", CAPTIONS)
def test_a_caption_ends_before_its_credit(markup: str) -> None:
    assert caption(markup) == "The bridge over the river in May."
    assert "Example" in caption(markup, head="")


def test_a_caption_without_a_credit_stays_whole() -> None:
    for whole in (
        "The photographer and her picture of the bridge",
        "A picture: the bridge over the river, which the town built after many years and at great cost to all its people",
        "Reuters opens its house on the bridge",
    ):
        assert caption(whole) == whole


@pytest.mark.parametrize("line", ["<span>Ann Example</span><span>Getty Images</span>", "Ann Example / Studio, Reuters"])
def test_a_line_that_names_but_a_person_and_an_agency_is_a_credit(line: str) -> None:
    assert caption(line) == ""
    assert caption("Reports of Ann Example, Reuters")


def test_a_post_of_another_service_within_an_article_is_left_out() -> None:
    post = "<blockquote class='instagram-media'><p>A post shared by Ann (@ann.example)</p></blockquote>"
    page = f"<!DOCTYPE html><html><head><title>x</title>{POST}</head><body><div>{ACT}{post}{ACT}</div></body></html>"
    assert "shared" not in next(read(page.encode(), DEFAULT)).text
