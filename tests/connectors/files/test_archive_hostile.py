"""Archives made to do harm, and archives that came to harm."""

import gzip
import io
import os
import struct
import tarfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_archives import END, MIB, PACKERS, PAGE, files, reasons, tar_entry, tar_of, unpacked, zip_of

from moisson.connectors.files.archive import members
from moisson.connectors.files.bounds import Limits
from moisson.readers.contract import File, Refused

UNSAFE = ["/etc/passwd", "../up.html", "a/../../up.html", "C:/x.html", "c:x.html", "a\\b.html", "a\nb.html", "..", ""]


@pytest.mark.parametrize("name", UNSAFE)
def test_unsafe_names_in_a_tar_are_refused_and_reading_goes_on(name: str) -> None:
    data = tar_entry(tarfile.TarInfo(name)) + tar_entry(tarfile.TarInfo("after.html")) + END

    found = unpacked("t.tar", data)

    assert [reason for _, reason in reasons(found)] == ["archive:unsafe-name"]
    assert reasons(found)[0][0].isprintable()
    assert files(found) == {"t.tar!after.html": b""}


@pytest.mark.parametrize("name", [*UNSAFE, "a\0b.html"])
def test_unsafe_names_in_a_zip_are_refused_and_reading_goes_on(name: str) -> None:
    stand_in = "N" * (len(name) or 1)
    data = zip_of({stand_in: PAGE, "after.html": PAGE})
    data = data.replace(stand_in.encode(), name.encode()) if name else data.replace(b"N", b".")

    found = unpacked("z.zip", data)

    assert [reason for _, reason in reasons(found)] == ["archive:unsafe-name"]
    assert files(found) == {"z.zip!after.html": PAGE}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, b"V"], ids=repr
)
def test_tar_entries_that_are_no_files_are_refused(kind: bytes) -> None:
    info = tarfile.TarInfo("thing")
    info.type, info.linkname = kind, "../../etc/passwd"

    found = unpacked("t.tar", tar_entry(info) + tar_entry(tarfile.TarInfo("after")) + END)

    assert reasons(found) == [("t.tar!thing", "archive:not-a-file")]
    assert files(found) == {"t.tar!after": b""}


def test_an_old_gnu_sparse_file_with_its_maps_is_passed_by() -> None:
    info = tarfile.TarInfo("holes")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 600
    header = bytearray(tar_entry(info))
    header[482] = 1
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + sum(header[156:]) + 8 * 32)
    extension = b"\0" * 504 + b"\1" + b"\0" * 7 + b"\0" * 512
    data = bytes(header) + extension + b"d" * 600 + b"\0" * 424 + tar_entry(tarfile.TarInfo("after")) + END

    found = unpacked("t.tar", data)

    assert reasons(found) == [("t.tar!holes", "archive:not-a-file")]
    assert files(found) == {"t.tar!after": b""}


def test_a_symbolic_link_in_a_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("after", PAGE)

    found = unpacked("z.zip", out.getvalue())

    assert reasons(found) == [("z.zip!link", "archive:not-a-file")]
    assert files(found) == {"z.zip!after": PAGE}


def test_an_encrypted_member_is_refused_and_the_others_are_read() -> None:
    data = bytearray(zip_of({"secret": PAGE, "open": PAGE}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    found = unpacked("z.zip", bytes(data))

    assert reasons(found) == [("z.zip!secret", "archive:encrypted")]
    assert files(found) == {"z.zip!open": PAGE}


def test_a_method_that_is_not_known_is_refused() -> None:
    data = bytearray(zip_of({"deflate64": PAGE, "open": PAGE}))
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 9

    assert reasons(unpacked("z.zip", bytes(data))) == [("z.zip!deflate64", "archive:unsupported")]


@pytest.mark.parametrize("packer", PACKERS)
def test_a_bomb_in_a_packed_file_is_stopped_by_its_ratio_before_it_fills_memory(packer: str) -> None:
    bomb = PACKERS[packer](b"\0" * (64 * MIB))

    tracemalloc.start()
    found = unpacked("bomb", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert reasons(found) == [("bomb", "archive:ratio")]
    assert files(found) == {}
    assert peak < 32 * MIB


def test_a_bomb_in_a_zip_costs_itself_and_not_its_neighbour() -> None:
    found = unpacked("z.zip", zip_of({"bomb": b"\0" * (32 * MIB), "page": PAGE}))

    assert reasons(found) == [("z.zip!bomb", "archive:ratio")]
    assert files(found) == {"z.zip!page": PAGE}


def test_a_member_over_the_limit_is_refused_and_reading_goes_on() -> None:
    limits = Limits(max_member_bytes=1000)
    for data in (tar_of({"big": b"x" * 1001, "fits": b"y" * 1000}), zip_of({"big": b"x" * 1001, "fits": b"y" * 1000})):
        found = unpacked("x", data, limits)
        assert reasons(found) == [("x!big", "archive:too-large")]
        assert files(found) == {"x!fits": b"y" * 1000}
    assert reasons(unpacked("x.gz", gzip.compress(b"x" * 1001), limits)) == [("x.gz", "archive:too-large")]
    assert reasons(unpacked("plain", b"x" * 1001, limits)) == [("plain", "file:too-large")]


def test_the_total_over_all_archives_ends_the_reading_with_one_row() -> None:
    inner = zip_of({f"{i}": os.urandom(1000) for i in range(20)})
    outer = zip_of({f"{i}.zip": inner for i in range(20)})

    found = unpacked("x", outer, Limits(max_total_bytes=60_000))

    assert reasons(found) == [("x", "archive:too-large")]
    assert 0 < len(files(found)) < 60


def test_too_many_entries_end_the_reading() -> None:
    for data in (tar_of({str(i): b"" for i in range(11)}), zip_of({str(i): b"" for i in range(11)})):
        found = unpacked("x", data, Limits(max_members=10))
        assert len(files(found)) == 10
        assert reasons(found) == [("x", "archive:too-many")]


@pytest.mark.long
def test_twenty_thousand_entries_take_little_memory() -> None:
    entry = tar_entry(tarfile.TarInfo("name"))
    tar = gzip.compress(entry * 20_000 + END, 1)

    tracemalloc.start()
    count = sum(isinstance(item, Refused) for item in members("x", io.BytesIO(tar), Limits(max_ratio=2000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 19_999  # duplicates of the first
    assert peak < 2 * MIB


@pytest.mark.parametrize("packer", PACKERS)
def test_a_truncated_packed_tar_gives_whole_members_and_says_that_it_is_corrupt(packer: str) -> None:
    data = PACKERS[packer](tar_of({str(i): os.urandom(400_000) for i in range(4)}))

    found = unpacked("t", data[: len(data) * 6 // 10])

    assert len(files(found)) in (1, 2)
    assert all(len(data) == 400_000 for data in files(found).values())
    assert reasons(found) == [("t", "archive:corrupt")]


@pytest.mark.parametrize("packer", ["gz", "bz2", "xz"])
def test_bytes_after_a_packed_file_cost_a_row_but_not_the_file(packer: str) -> None:
    found = unpacked(f"a.{packer}", PACKERS[packer](PAGE) + b"something else")

    assert files(found) == {f"a.{packer}!a": PAGE}
    assert reasons(found) == [(f"a.{packer}", "archive:corrupt")]
    assert unpacked(f"a.{packer}", PACKERS[packer](PAGE) + b"\0" * 512) == [File(f"a.{packer}!a", PAGE)]


@pytest.mark.parametrize(
    "tail",
    [b"", b"\0" * 200, b"damaged header".ljust(512, b"."), END + b"and more", tar_entry(tarfile.TarInfo("b"))[:300]],
    ids=["no end marker", "cut end marker", "damaged header", "bytes after the end", "cut header"],
)
def test_a_tar_that_does_not_end_as_it_should_says_so(tail: bytes) -> None:
    found = unpacked("t.tar", tar_entry(tarfile.TarInfo("a")) + tail)

    assert files(found) == {"t.tar!a": b""}
    assert reasons(found) == [("t.tar", "archive:corrupt")]


@pytest.mark.parametrize("value", [b"40 size=-5\n", b"99999999999 path=x\n", b"12 path=abcdef", b"11 size=x1\n", b"8 path\n\n"])
def test_a_damaged_pax_header_ends_the_archive(value: bytes) -> None:
    pax = tarfile.TarInfo("pax")
    pax.type, pax.size = tarfile.XHDTYPE, len(value)
    data = tar_entry(tarfile.TarInfo("a")) + tar_entry(pax, value) + tar_entry(tarfile.TarInfo("b")) + END

    found = unpacked("t.tar", data)

    assert files(found) == {"t.tar!a": b""}
    assert reasons(found) == [("t.tar", "archive:corrupt")]


def test_a_huge_pax_header_is_not_read() -> None:
    pax = tarfile.TarInfo("pax")
    pax.type, pax.size = tarfile.XHDTYPE, 8 * MIB

    assert reasons(unpacked("t.tar", tar_entry(pax, b"0" * 8 * MIB) + END)) == [("t.tar", "archive:corrupt")]


def test_a_corrupt_zip_member_costs_only_itself() -> None:
    data = zip_of({"bad": PAGE, "good": b"fine"}, zipfile.ZIP_STORED).replace(b"L1221", b"L9999", 1)

    found = unpacked("z.zip", data)

    assert reasons(found) == [("z.zip!bad", "archive:corrupt")]
    assert files(found) == {"z.zip!good": b"fine"}


def overlapping_zip(count: int) -> bytes:
    """All entries share one compressed kernel: the full-overlap form of Fifield's bomb (2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = b"a" * 100_000
    packed = packer.compress(kernel) + packer.flush()
    fields = (20, 0, 8, 0, 0, zlib.crc32(kernel), len(packed), len(kernel), 1, 0)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *fields) + b"N" + packed
    directory = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *fields[:5], *fields[5:8], 1, 0, 0, 0, 0, 0, 0) + b"N" for _ in range(count)
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + end


def test_zip_entries_that_share_their_bytes_are_refused() -> None:
    assert files(unpacked("z.zip", overlapping_zip(1))) == {"z.zip!N": b"a" * 100_000}

    found = unpacked("z.zip", overlapping_zip(1000))

    assert files(found) == {}
    assert {item.reason for item in found if isinstance(item, Refused)} == {"archive:corrupt"}
    assert len(found) == 1000


SOUND = {
    "tar": tar_of({"dir/" + "é" * 60 + ".html": PAGE * 20, "b": b""}),
    "gnu": tar_of({"é" * 120: PAGE}, tarfile.GNU_FORMAT),
    "zip": zip_of({"a": PAGE, "b.zip": zip_of({"c": PAGE})}),
    "bzip2 zip": zip_of({"a": PAGE}, zipfile.ZIP_BZIP2),
    **{packer: pack(tar_of({"a": PAGE})) for packer, pack in PACKERS.items()},
}


@given(
    st.sampled_from(sorted(SOUND)),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(min_size=1, max_size=4))),
    st.integers(0, 99),
)
def test_no_damage_makes_reading_fail_or_invents_a_path(kind: str, damage: list[tuple[int, bytes]], cut: int) -> None:
    data = bytearray(SOUND[kind])
    for at, new in damage:
        at %= len(data)
        data[at : at + len(new)] = new
    data = data[: len(data) - cut]

    for item in unpacked("x", bytes(data)):
        path = item.path if isinstance(item, File) else item.id
        assert path == "x" or path.startswith("x!")
        if isinstance(item, File):
            assert ".." not in path.split("/")
            assert not path.removeprefix("x!").startswith("/")


@pytest.mark.parametrize("wide", [False, True], ids=["32 bits", "64 bits"])
def test_a_zip_directory_that_would_fill_memory_is_not_read(wide: bool, tmp_path: Path) -> None:
    size, marked = 300 * MIB, 0xFFFFFFFF
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 9, 9, size, 0) + struct.pack(
        "<4sIQI", b"PK\x06\x07", 0, 0, 1
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 9, 9, marked if wide else size, 0, 0)

    with (tmp_path / "z.zip").open("wb") as file:
        file.write(b"PK\x03\x04")
        file.seek(size)  # a hole: it takes no room on the disk
        file.write((record if wide else b"") + end)

    assert reasons(list(members("z.zip", tmp_path / "z.zip"))) == [("z.zip", "archive:too-many")]


def test_a_refusal_names_the_file_and_is_one_sentence() -> None:
    refused = unpacked("z.zip", zip_of({"../x": PAGE}))[0]

    assert refused == Refused(
        "z.zip!../x", "archive:unsafe-name", "z.zip!../x has a name that could lead elsewhere or is not UTF-8."
    )


@pytest.mark.parametrize("at", [12, 40])
def test_a_packed_file_that_is_damaged_where_it_begins_is_said_though_nobody_wants_it(at: int) -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 40, mtime=0))
    packed[at : at + 8] = b"\xff" * 8
    found = list(members("a.tar.gz", io.BytesIO(packed), wanted=lambda name: name.endswith(".xml")))
    assert [(each.id, each.reason) for each in found if isinstance(each, Refused)] == [("a.tar.gz", "archive:corrupt")]
    assert len(found) == 1
    whole = gzip.compress(b"words", mtime=0)
    assert not list(members("a.txt.gz", io.BytesIO(whole), wanted=lambda name: name.endswith(".xml")))
    assert not list(members("a.txt.gz", io.BytesIO(whole + b"more"), wanted=lambda name: name.endswith(".xml")))
