"""The ministry's practical sheets: widgets go, words stay, and only words make a version."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw
from moisson.source.description import load_source

HERE = Path(__file__).parent / "fr_travail_fiches"
SOURCE = load_source("fr_travail_fiches", HERE)


def published() -> Any:
    return orjson.loads((HERE / "fiches-travail.json").read_bytes())


def sheets(data: Any) -> dict[str, Raw]:
    raws = SOURCE.reader.split(File("data/fiches-travail.json", orjson.dumps(data)))
    return {raw.id: raw for raw in raws if isinstance(raw, Raw)}


def text(raw: Raw) -> str:
    (document,) = SOURCE.reader.read(raw.body)
    return document.text


def sheet(intro: str = "", sections: tuple[tuple[str, str], ...] = (), description: str = "") -> Raw:
    entry = {
        "pubId": "article1",
        "title": "Titre",
        "date": "13/11/2025",
        "url": "https://example.org",
        "description": description,
        "intro": intro,
        "sections": [{"title": title, "html": html, "anchor": "", "references": {}} for title, html in sections],
    }
    return sheets([entry])["article1"]


@pytest.mark.parametrize("golden", sorted((HERE / "expected").glob("*.md")), ids=lambda path: path.stem)
def test_a_sheet_reads_as_written_by_hand(golden: Path) -> None:
    assert text(sheets(published())[golden.stem]) + "\n" == golden.read_text(encoding="utf-8")


def test_the_date_is_the_publishers_in_iso() -> None:
    raw = sheets(published())["article377287"]
    assert raw.created == "2024-08-01"
    assert raw.url == (
        "https://travail-emploi.gouv.fr/solde-de-la-taxe-dapprentissage-realiser-sa-repartition-sur-la-plateforme-soltea"
    )


def test_another_date_address_or_anchor_is_the_same_version() -> None:
    before, data = sheets(published()), published()
    for entry in data:
        entry |= {"date": "01/01/2030", "url": "https://example.org", "description": "Autre accroche"}
        for section in entry["sections"]:
            section |= {"anchor": "ailleurs", "references": {"x": []}, "text": "x", "description": "x"}
    assert {id: raw.version for id, raw in sheets(data).items()} == {id: raw.version for id, raw in before.items()}


def test_another_word_is_another_version() -> None:
    data = published()
    data[0]["sections"][0]["html"] = data[0]["sections"][0]["html"].replace("Épaisseurs", "Largeurs")
    assert sheets(data)["article200146"].version != sheets(published())["article200146"].version


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("à depot. accord@travail. gouv. fr. La suite", "à depot.accord@travail.gouv.fr. La suite"),
        ("voir www. cesu. urssaf. fr, puis", "voir www.cesu.urssaf.fr, puis"),
        ("(Cass. Soc. , 21 mai 2025, n° 23-21. 640)", "(Cass. Soc., 21 mai 2025, n° 23-21.640)"),
        ("10. 000 euros", "10.000 euros"),
        ("L'article L. 4532-2. Il s'applique. Franchise", "L'article L. 4532-2. Il s'applique. Franchise"),
    ],
)
def test_spaces_put_after_full_stops_are_taken_out_where_none_belong(damaged: str, mended: str) -> None:
    assert text(sheet(intro=f"<p>{damaged}</p>")) == f"# Titre\n\n{mended}"


def test_links_stay_as_words_only_where_they_lead_to_law() -> None:
    law = '<ul><li><a href="https://www.legifrance.gouv.fr/x">Loi n° 1</a></li></ul>'
    page = '<ul><li><a href="https://travail-emploi.gouv.fr/x">Autre page</a></li></ul>'
    raw = sheet("<p>Un mot.</p>", (("Textes de référence", law), ("À lire sur ce site", page)))
    assert text(raw) == "# Titre\n\nUn mot.\n\n## Textes de référence\n\n- Loi n° 1"


def test_the_description_stands_in_for_a_missing_introduction() -> None:
    raw = sheet(description="Accroche.", sections=(("Suite", "<p>Un mot.</p>"),))
    assert text(raw) == "# Titre\n\nAccroche.\n\n## Suite\n\nUn mot."


def test_a_sheet_of_nothing_but_links_is_a_reason_and_not_a_text() -> None:
    with pytest.raises(DocumentError) as error:
        text(sheet(sections=(("Services en ligne", '<p><a href="https://example.org">Ici</a></p>'),)))
    assert error.value.reason == "empty"


def test_an_unknown_element_keeps_its_words() -> None:
    assert text(sheet(intro="<p>Un <nouveau-mot>deux</nouveau-mot> trois.</p>")) == "# Titre\n\nUn deux trois."
