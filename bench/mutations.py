"""Ways to spoil a file: what disks, networks, careless software and hostile people do to it."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random, bytes], bytes]  # a file, chance, another file

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE bomb [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "file:///dev/zero">%p;]>'
XINCLUDE = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
ROOT = re.compile(rb"<[A-Za-z_][^<>]*>")


def truncated(data: bytes, chance: Random, _: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def flipped(data: bytes, chance: Random, _: bytes) -> bytes:
    spoilt = bytearray(data)
    for _n in range(chance.choice([1, 4, 16, 64, 256])):
        if spoilt:
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def spliced(data: bytes, chance: Random, other: bytes) -> bytes:
    at, start = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return data[:at] + other[start : start + chance.randrange(1, 5000)] + data[at:]


def joined(data: bytes, _: Random, other: bytes) -> bytes:
    return data + other


def zeroed(data: bytes, chance: Random, _: bytes) -> bytes:
    at, long = chance.randrange(len(data) + 1), chance.randrange(1, 4096)
    return data[:at] + bytes(long) + data[at + long :]


def cut_out(data: bytes, chance: Random, _: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 10000) :]


def repeated(data: bytes, chance: Random, _: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    piece = data[at : at + chance.randrange(1, 2000)]
    return data[:at] + piece * chance.randrange(2, 500) + data[at:]


def empty(_: bytes, chance: Random, __: bytes) -> bytes:
    return chance.choice([b"", b" ", b"\n\n", b"\xef\xbb\xbf", b"\x00" * 100])


def unchanged(data: bytes, _: Random, __: bytes) -> bytes:
    """Only the name is wrong."""
    return data


def with_nul(data: bytes, chance: Random, _: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + b"\x00\xff\xfe\x80" + data[at:]


def entity_bomb(data: bytes, _: Random, __: bytes) -> bytes:
    return _in_xml(data, BOMB.encode(), b"&l9;")


def outside_entity(data: bytes, _: Random, __: bytes) -> bytes:
    return _in_xml(data, OUTSIDE.encode(), b"&e;" + XINCLUDE.encode())


def huge_attribute(data: bytes, _: Random, __: bytes) -> bytes:
    return _in_xml(data, b"", b'<x a="' + b"a" * 10_000_000 + b'"/>')


def many_attributes(data: bytes, _: Random, __: bytes) -> bytes:
    return _in_xml(data, b"", b"<x " + b" ".join(b'a%d="1"' % n for n in range(100_000)) + b"/>")


def deep(data: bytes, _: Random, __: bytes) -> bytes:
    if data.lstrip()[:1] in (b"{", b"["):
        return b'{"text":' + b"[" * 200_000
    levels = 200_000
    return _in_xml(data, b"", b"<p>" * levels + b"words" + b"</p>" * levels)


def long_line(data: bytes, chance: Random, _: bytes) -> bytes:
    return _in_xml(data, b"", chance.choice([b"a" * 5_000_000, b"- " * 2_000_000, b"|" * 1_000_000, b"&amp;" * 500_000]))


def zip_bomb(data: bytes, _: Random, __: bytes) -> bytes:
    """Of a ZIP file, an office file among them, the largest member becomes a gigabyte of spaces; else a ZIP of such a file."""
    name = "words.txt"
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                name = max(archive.infolist(), key=lambda member: member.file_size).filename
                kept = {member: archive.read(member) for member in archive.namelist() if member != name}
        except (zipfile.BadZipFile, ValueError):
            kept = {}
    else:
        kept = {}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in kept.items():
            archive.writestr(member, content)
        with archive.open(name, "w", force_zip64=True) as stream:
            for _n in range(1024):
                stream.write(b" " * 2**20)
    return made.getvalue()


def gzip_bomb(_: bytes, chance: Random, __: bytes) -> bytes:
    squeezed = zlib.compressobj(9, wbits=31)
    return b"".join([*(squeezed.compress(bytes(2**20)) for _n in range(chance.choice([64, 2048]))), squeezed.flush()])


def nested_zips(data: bytes, chance: Random, _: bytes) -> bytes:
    for _level in range(chance.choice([3, 30])):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inner.zip", data)
        data = made.getvalue()
    return data


def said_encrypted(data: bytes, _: Random, __: bytes) -> bytes:
    """The flag that says that a member of a ZIP file is encrypted, or a PDF with an unknown handler."""
    if data.startswith(b"%PDF"):
        return data.replace(b"trailer\n<<", b"trailer\n<</Encrypt 9999 0 R").replace(
            b"trailer <<", b"trailer <</Encrypt 9999 0 R"
        )
    return data.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(b"PK\x01\x02", b"PK\x01\x02", 1)


def cyclic(data: bytes, chance: Random, _: bytes) -> bytes:
    """A PDF whose pages hold one another, whose objects are their own lengths, whose cross references lead in circles."""
    if not data.startswith(b"%PDF"):
        return (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 9>>endobj\n"
            b"3 0 obj<</Type/Pages/Kids[2 0 R]/Parent 3 0 R/Count 99999999>>endobj\n"
            b"4 0 obj<</Length 4 0 R>>stream\nendstream endobj\ntrailer<</Root 1 0 R/Size 5/Prev 0>>\nstartxref\n0\n%%EOF"
        )
    numbers = re.findall(rb"(\d+) 0 R", data) or [b"1"]
    return re.sub(rb"(\d+) 0 R", lambda found: chance.choice([found[1], numbers[0]]) + b" 0 R", data)


def _in_xml(data: bytes, doctype: bytes, inside: bytes) -> bytes:
    """Put a document type before the root element of XML or HTML, and something just after its start tag."""
    root = ROOT.search(data)
    if root is None:
        return data + inside
    return data[: root.start()] + doctype + root[0] + inside + data[root.end() :]


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__.replace("_", "-"): mutation
    for mutation in (
        *(truncated, flipped, spliced, joined, zeroed, cut_out, repeated, empty, unchanged, with_nul),
        *(entity_bomb, outside_entity, huge_attribute, many_attributes, deep, long_line),
        *(zip_bomb, gzip_bomb, nested_zips, said_encrypted, cyclic),
    )
}
# How often each is tried, beside the others: the ones that chance varies more often than the ones that are always the same.
WEIGHTS = {"truncated": 6, "flipped": 8, "spliced": 6, "zeroed": 4, "cut-out": 4, "repeated": 4, "with-nul": 3}
