"""Archives as publishers make them."""

import io
import os
import tarfile
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from made_archives import END, MIB, PACKERS, PAGE, files, reasons, tar_entry, tar_of, unpacked, zip_of

from moisson.connectors.files.archive import members
from moisson.connectors.files.bounds import Limits
from moisson.readers.contract import File


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_gives_its_files_in_order_whatever_its_form(form: int) -> None:
    long_name = "décisions/" * 3 + "é" * 40 + ".html"  # 118 bytes: over what the name field of a header holds
    entries = {"./z/page.html": PAGE, "a.txt": b"", long_name: b"x" * 1500}

    found = unpacked("dump.tar", tar_of(entries, form))

    assert list(files(found).items()) == [
        ("dump.tar!z/page.html", PAGE),
        ("dump.tar!a.txt", b""),
        (f"dump.tar!{long_name}", b"x" * 1500),
    ]
    assert reasons(found) == []


@pytest.mark.parametrize("pack", [tar_of, zip_of])
def test_what_systems_put_beside_files_is_passed_over_as_in_folders(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    hidden = ["a/.DS_Store", ".git/HEAD", "__MACOSX/a/._page.html", "a/Thumbs.db", "a/~$avis.docx"]
    entries = {**dict.fromkeys(hidden, b"x"), "a/page.html": PAGE, "./b/__MACOSX.txt": PAGE}

    found = unpacked("a", pack(entries))

    assert list(files(found)) == ["a!a/page.html", "a!b/__MACOSX.txt"]
    assert reasons(found) == []


@pytest.mark.parametrize("packer", ["gz", "bz2", "xz", "zst"])
def test_packed_pieces_in_a_row_are_one_file(packer: str) -> None:
    pack = PACKERS[packer]

    assert files(unpacked(f"a.{packer}", pack(b"one ") + pack(b"two"))) == {f"a.{packer}!a": b"one two"}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_gives_its_files(method: int) -> None:
    found = unpacked("a.zip", zip_of({"dir/x.html": PAGE, "empty": b"", "dir/": b""}, method))

    assert found == [File("a.zip!dir/x.html", PAGE), File("a.zip!empty", b"")]


def test_office_files_are_documents_and_stay_whole() -> None:
    docx = zip_of({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<Types/>"})
    odt = zip_of({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"}, zipfile.ZIP_STORED)
    packed_again = zip_of({"content.opf": b"<package/>", "mimetype": b"application/epub+zip"})

    found = unpacked("a.zip", zip_of({"letter.docx": docx, "letter.odt": odt, "a.epub": packed_again}), Limits(max_depth=1))

    assert found == [File("a.zip!letter.docx", docx), File("a.zip!letter.odt", odt), File("a.zip!a.epub", packed_again)]
    assert unpacked("letter.docx", docx) == [File("letter.docx", docx)]


def test_archives_in_archives_are_read_down_to_the_depth() -> None:
    data = PAGE
    for name in ("page.html", "c.zip", "b.zip", "a.zip"):
        data = zip_of({name: data})

    found = unpacked("x.zip", data, Limits(max_depth=3))
    deeper = unpacked("x.zip", data, Limits(max_depth=4))

    assert reasons(found) == [("x.zip!a.zip!b.zip!c.zip", "archive:too-deep")]
    assert files(deeper) == {"x.zip!a.zip!b.zip!c.zip!page.html": PAGE}


def test_a_size_given_in_a_pax_header_counts() -> None:
    pax, info = tarfile.TarInfo("pax"), tarfile.TarInfo("a")
    pax.type, pax.size = tarfile.XHDTYPE, 11
    data = tar_entry(pax, b"11 size=36\n") + tar_entry(info, PAGE) + tar_entry(tarfile.TarInfo("b")) + END

    assert files(unpacked("t.tar", data)) == {"t.tar!a": PAGE, "t.tar!b": b""}


def test_a_path_is_read_without_holding_the_archive_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "many.tar"
    path.write_bytes(tar_of({str(i): os.urandom(MIB) for i in range(16)}))

    tracemalloc.start()
    sizes = [len(item.data) for item in members("many.tar", path) if isinstance(item, File)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert sizes == [MIB] * 16
    assert peak < 5 * MIB


def test_backslashes_stand_between_folders_in_a_zip_made_on_windows() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("dir\\", "dir\\a.html", "..\\up.html"):
            info = zipfile.ZipInfo()
            info.filename, info.create_system = name, 0
            archive.writestr(info, b"" if name.endswith("\\") else PAGE)

    found = unpacked("z.zip", out.getvalue())

    assert files(found) == {"z.zip!dir/a.html": PAGE}
    assert reasons(found) == [("z.zip!../up.html", "archive:unsafe-name")]


def test_the_first_of_two_entries_with_one_name_is_taken() -> None:
    first, second = tar_of({"a": b"old"})[:1024], tar_of({"./a": b"new", "b": b""})
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a", b"old")
        archive.writestr("a", b"new")
        archive.writestr("b", b"")

    for found in (unpacked("x", first + second), unpacked("x", out.getvalue())):
        assert files(found) == {"x!a": b"old", "x!b": b""}
        assert reasons(found) == [("x!a", "archive:duplicate-name")]
