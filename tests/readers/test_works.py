"""Pages of one work come together where a METS says so; everything else passes as it is."""

from collections.abc import Iterator
from hashlib import md5
from pathlib import Path

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Refused
from moisson.readers.files import FileReader
from moisson.readers.ocr import works
from moisson.readers.ocr.mets import read_mets
from moisson.readers.ocr.works import gather
from moisson.readers.read_options import DEFAULT

PAGE = (
    '<alto xmlns="http://www.loc.gov/standards/alto/ns-v2#"><Layout><Page><PrintSpace><TextBlock><TextLine>'
    '<String CONTENT="{}"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>'
)
MODS = """<mods:mods xmlns:mods="http://www.loc.gov/mods/v3">
<mods:relatedItem><mods:titleInfo><mods:title>Série</mods:title></mods:titleInfo></mods:relatedItem>
<mods:titleInfo type="alternative"><mods:title>Traité</mods:title></mods:titleInfo>
<mods:titleInfo><mods:nonSort>Les</mods:nonSort><mods:title>arbres</mods:title><mods:subTitle>un traité</mods:subTitle>
<mods:partNumber>2</mods:partNumber></mods:titleInfo>
<mods:originInfo><mods:dateIssued>1784</mods:dateIssued></mods:originInfo>
<mods:language><mods:languageTerm>fre</mods:languageTerm></mods:language>
<mods:identifier type="ark">ark:/1/x</mods:identifier></mods:mods>"""


def page(words: str, path: str) -> File:
    return File(path, PAGE.format(words).encode())


def mets(path: str, groups: dict[str, list[str]], sums: dict[str, str] | None = None, order: list[int] | None = None) -> File:
    """A METS that names files by group, one page after the other."""
    names = {(group, at): f"{group}_{at}" for group, hrefs in groups.items() for at in range(len(hrefs))}
    files = "".join(
        f'<mets:fileGrp USE="{group}">'
        + "".join(
            f'<mets:file ID="{names[group, at]}"'
            + (f' CHECKSUM="{sums[href]}" CHECKSUMTYPE="MD5"' if sums and href in sums else "")
            + f'><mets:FLocat LOCTYPE="URL" xlink:href="{href}"/></mets:file>'
            for at, href in enumerate(hrefs)
        )
        + "</mets:fileGrp>"
        for group, hrefs in groups.items()
    )
    pages = max(map(len, groups.values()))
    divisions = "".join(
        f'<mets:div TYPE="page" ORDER="{order[at] if order else at + 1}">'
        + "".join(f'<mets:fptr FILEID="{names[group, at]}"/>' for group in groups if (group, at) in names)
        + "</mets:div>"
        for at in range(pages)
    )
    return File(
        path,
        (
            '<mets:mets xmlns:mets="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"><mets:dmdSec ID="D1">'
            f"<mets:mdWrap><mets:xmlData>{MODS}</mets:xmlData></mets:mdWrap></mets:dmdSec><mets:fileSec>{files}</mets:fileSec>"
            f'<mets:structMap TYPE="PHYSICAL"><mets:div TYPE="physSequence">{divisions}</mets:div></mets:structMap></mets:mets>'
        ).encode(),
    )


def gathered(*files: File | Refused) -> tuple[dict[str, File], dict[str, str]]:
    """Files by path, and reasons by id."""
    found = list(gather(iter(files)))
    return (
        {file.path: file for file in found if isinstance(file, File)},
        {refused.id: refused.reason for refused in found if isinstance(refused, Refused)},
    )


def words(file: File) -> str:
    (text,) = FileReader(DEFAULT).read(file.data)
    return text.text


def test_the_pages_of_a_work_become_one_document_in_the_order_of_the_mets() -> None:
    work = mets("w/mets.xml", {"FULLTEXT": ["alto/b%20c.xml", "alto/a.xml"]})
    files, refused = gathered(page("Fin.", "w/alto/a.xml"), work, page("Les arbres per-", "w/alto/b c.xml"), File("x.txt", b"x"))
    assert list(files) == ["x.txt", "w/mets.xml"]
    assert refused == {}
    (text,) = FileReader(DEFAULT).read(files["w/mets.xml"].data)
    assert (text.format, text.title, text.created, text.language) == ("mets", "Les arbres: un traité, 2", "1784", "fr")
    assert text.identifiers == (Identifier("ark", "ark:/1/x"),)


@pytest.mark.parametrize(("second", "language"), [("fre", "fr"), ("ger", None)])
def test_the_language_of_a_newspaper_is_that_of_all_its_articles(second: str, language: str | None) -> None:
    work = mets("mets.xml", {"FULLTEXT": ["1.xml"]})
    term = "<mods:language><mods:languageTerm>{}</mods:languageTerm></mods:language>".format
    both = f'<mods:mods xmlns:mods="http://www.loc.gov/mods/v3">{term("fre")}{term(second)}</mods:mods>'
    article = f'<mets:dmdSec ID="D2">{both}</mets:dmdSec>'
    data = work.data.decode().replace(term("fre"), "").replace("<mets:fileSec>", f"{article}<mets:fileSec>")
    assert read_mets(data.encode()).language == language


def test_a_mets_without_its_pages_is_refused_by_the_reader() -> None:
    files, _ = gathered(mets("mets.xml", {"FULLTEXT": ["1.xml"]}), page("Autre.", "elsewhere/deep/9.xml"))
    assert set(files) == {"mets.xml", "elsewhere/deep/9.xml"}
    with pytest.raises(DocumentError, match="mets-pages-missing"):
        words(files["mets.xml"])


def test_of_several_renditions_the_one_that_people_made_is_read() -> None:
    work = mets("mets.xml", {"OCR-D-GT-PAGE": ["gt.xml"], "ABBYY": ["abbyy.xml"], "IMAGES": ["1.jpg"]})
    files, refused = gathered(work, page("Les arbres perdent.", "gt.xml"), page("Lcs arbrcs pcrdent.", "abbyy.xml"))
    assert words(files["mets.xml"]) == "Les arbres perdent."
    assert refused == {"abbyy.xml": "work-other-rendition"}


def test_pages_are_found_by_checksum_and_by_a_name_that_only_one_has() -> None:
    by_sum, by_name = page("par la somme", "w/x1.xml"), page("par le nom", "w/deep/p2.xml")
    names = ["http://library.example/a/p1.xml", "http://library.example/a/p2.xml"]
    work = mets("w/mets.xml", {"FULLTEXT": names}, sums={names[0]: md5(by_sum.data).hexdigest()})
    files, _ = gathered(work, by_sum, by_name)
    assert words(files["w/mets.xml"]) == "par la somme par le nom"


def test_a_work_that_is_too_large_is_refused_and_its_pages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "MOST_BYTES", 10)
    files, refused = gathered(mets("mets.xml", {"FULLTEXT": ["1.xml"]}), page("Un.", "1.xml"))
    assert (list(files), refused) == (["1.xml"], {"mets.xml": "work-too-large"})


def _real(folder: Path) -> Iterator[File]:
    for path in sorted(folder.rglob("*.xml")):
        yield File(path.relative_to(folder).as_posix(), path.read_bytes())


@pytest.mark.shared
def test_a_real_mets_takes_the_pages_beside_it_and_no_page_of_another_work() -> None:
    folder = shared("ocr-page-ocrd/data/data")
    files, refused = gathered(*_real(folder))
    assert refused["kant_aufklaerung_1784-page-region/data/mets.xml#pages"] == "mets-pages-missing"
    others = [id for id, reason in refused.items() if reason == "work-other-rendition"]
    assert len(others) == 11
    assert all("/OCR-D-GT-SEG-PAGE/" in id for id in others)
    assert "kant_aufklaerung_1784/data/OCR-D-GT-PAGE/PAGE_0020_PAGE.xml" in files


def test_a_page_in_no_known_encoding_leaves_the_others_to_themselves_and_stops_nothing() -> None:
    good, bad = page("mots", "a.xml"), page("mots", "b.xml")
    bad = File("b.xml", bad.data.replace(b"mots", b"m\x81\x8d\x01\xffts"))
    found = list(gather([good, bad, mets("mets.xml", {"FULLTEXT": ["a.xml", "b.xml"]})]))
    assert [file.path for file in found if isinstance(file, File)] == ["a.xml", "b.xml"]
    (refused,) = [file for file in found if isinstance(file, Refused)]
    assert (refused.id, refused.reason) == ("mets.xml", "work-page-unreadable")
    assert refused.detail
