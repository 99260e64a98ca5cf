"""Names that stand in a file beside the sittings come into the sittings."""

import pytest
from shared_data import shared

from moisson.readers.contract import File, Refused
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.tei.speakers import introduce

LIST = """<listPerson xmlns="http://www.tei-c.org/ns/1.0"><person xml:id="PAD_1"><persName><surname>Å &amp; Ö</surname>
<forename>Ana</forename></persName></person><person xml:id="PAD_2"><persName>Bo</persName></person></listPerson>"""
OTHER = LIST.replace("Bo", "Other")


def sitting(who: str = "#PAD_1", header: str = "<fileDesc/>") -> bytes:
    return (
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>{header}</teiHeader><text><body><div><u who="{who}"><seg>Tak.</seg>'
        "</u></div></body></text></TEI>"
    ).encode()


def texts(*files: File | Refused) -> dict[str, str]:
    """Text by path, of those files that have any."""
    reader = FileReader(DEFAULT)
    named = [file for file in reader.gather(iter(files)) if isinstance(file, File)]
    return {file.path: next(reader.read(file.data)).text for file in named if b"<text" in file.data}


def test_a_sitting_has_the_names_of_the_nearest_list_around_it() -> None:
    lists = [File("c/list.xml", LIST.encode()), File("list.xml", OTHER.encode()), File("d/list.xml", OTHER.encode())]
    assert texts(File("c/2015/a.xml", sitting()), *lists) == {"c/2015/a.xml": "Ana Å & Ö: Tak."}
    assert texts(*lists, File("c/b.xml", sitting("#PAD_2"))) == {"c/b.xml": "Bo: Tak."}
    assert texts(*lists, File("x.tgz!c/b.xml", sitting("#PAD_2"))) == {"x.tgz!c/b.xml": "Tak."}


def test_only_the_names_that_a_sitting_uses_become_its_content() -> None:
    def content(register: str) -> bytes:
        found = introduce([File("a.xml", sitting()), File("list.xml", register.encode())])
        return next(file.data for file in found if isinstance(file, File) and file.path == "a.xml")

    assert content(LIST) == content(LIST.replace("Bo", "Bea"))
    assert content(LIST) != content(LIST.replace("Ana", "Anna"))


@pytest.mark.shared
def test_a_real_corpus_names_its_speakers_in_their_own_script() -> None:
    folder = "parlamint-a/data/matyaskopp+ParlaMint/ParlaMint-BG"
    paths = [shared(f"{folder}/{name}") for name in ("ParlaMint-BG_2017-01-11.xml", "ParlaMint-BG.xml")]
    (text,) = texts(*(File(path.name, path.read_bytes()) for path in paths)).values()
    assert text.startswith("Цецка Цачева: Налице е кворум.")
    assert "\n\nДанаил Димитров Кирилов: Параграф 1" in text


def test_a_list_that_cannot_be_read_passes_on_and_stops_nothing() -> None:
    """It is read before the guarded process is, where an error would end the harvest."""
    odd = [
        File(f"{n}.xml", data) for n, data in enumerate([b"<TEI>\x81\x8d\x01\xff", b"<listPerson><", b"<TEI>" + b"<p>" * 9000])
    ]
    assert list(introduce(odd)) == odd
