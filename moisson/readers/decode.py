"""Bytes to text: by a byte-order mark, as UTF-8, UTF-16 or UTF-32, else in the encoding that gives plausible words.

A declaration (XML, HTML, Emacs) is only evidence: valid UTF-8 is UTF-8, and a declared code page must give words. chardet guesses
among Europe's code pages; `_name` corrects its known errors.
"""

import codecs
import re

from moisson.contracts.errors import DocumentError

BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CONTROLS = bytes({*range(32), 127} - {*range(9, 14)})
HIGH = bytes(range(128, 256))
SAMPLE = 1 << 13  # bytes around foreign letters that are shown to chardet
FEW = 12  # foreign letters from which statistics know better than a declaration
AROUND = 100  # bytes on each side of one
HIGHEST = "\u20cf"  # of what is written in Europe: three bytes of a code page that happen to be UTF-8 give anything
FOREIGN = re.compile(rb"[\x80-\xff]")
NO_ASCII = re.compile(r"[^\x00-\x7f]")
BOMS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")]
BOMS += [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
CODE_PAGES = [
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1257"),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 7, 9, 13, 15, 16)),
    *("koi8-r", "koi8-u", "cp437", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp860", "cp861", "cp866", "cp869"),
    *("mac-roman", "mac-latin2", "mac-cyrillic", "mac-greek"),
]
OTHER_SCRIPTS = (
    "1251",
    "1253",
    "59-5",
    "59-7",
    "koi8-r",
    "koi8-u",
    "cp737",
    "cp855",
    "cp866",
    "cp869",
    "mac-cyrillic",
    "mac-greek",
)
LATIN = [page for page in CODE_PAGES if not page.endswith(OTHER_SCRIPTS)]
MIXED = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff](?=[A-Za-z])")  # in one word: the script is Latin
# Of ISO 8859 and Windows the same letters stand in the same places; bytes from 128 to 159 tell that it is Windows.
WINDOWS = {"iso8859-1": "cp1252", "iso8859-15": "cp1252", "iso8859-9": "cp1254", "iso8859-7": "cp1253", "ascii": "cp1252"}
# Where Albanian has ë and ç alone, these have letters of their own languages: ė and ē, Č and Ž.
NOT_ALBANIAN = {"cp1257": ("cp1252",), "iso8859-13": ("cp1252",), "cp775": ("cp850",), "mac-latin2": ("cp1252", "cp850")}
# What is declared and Europe has not used, by Python's name, and the wider set that such files are in.
ELSEWHERE = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
ELSEWHERE |= {name: name for name in ("big5hkscs", "cp932", "cp949", "euc_jp", "cp1255", "cp1256", "cp874", "tis-620")}
ELSEWHERE |= {"iso8859-8": "cp1255", "iso8859-6": "iso8859-6", "iso8859-11": "cp874"}
DENSE = 0.25  # share of such bytes among those around them; in words of Latin letters it is less than half that
FALLBACKS = ("cp1252", "cp1250", "iso8859-2", "cp1251", "cp1253", "cp1254", "cp1257")
# Patterns that begin with a set of characters, and look back from there, are searched far faster than those that begin otherwise.
LATIN_9 = re.compile(
    rb"[\xa4\xa6\xa8\xb8\xbc\xbd\xbe](?:(?<=[\d ]\xa4)|(?<=\(\xa4)(?=\))|(?<=\xa4)(?=\d)"  # 13 €, (€), €13
    rb"|(?<=[A-Za-z][\xa8\xb8\xbd])(?=[A-Za-z])|(?<=[A-Z][\xa6\xbc\xbe])(?=[A-Z])|(?<=[\s(\"'][\xa6\xbc])(?=[a-z])"
    rb"|(?<=[\s('\"]\xbd)(?=u[fv]|il|c[ou]|d[\xe8e]|n[oi]|so|st))"  # œuf, œuvre, œil, œdème …
)
MOVED = b"\xa4\xa6\xa8\xb8\xbc\xbd\xbe"  # what begins it, which most files have none of
C1 = bytes(range(0x80, 0xA0))
DOS = ("cp437", "cp850", "cp857", "cp860", "cp861")  # of Western Europe, whose small letters stand in one place
DOS_LETTERS = bytes(range(0x80, 0xA9))
DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)|<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)"
    rb"|^[^\n]{0,80}-\*-[^\n]{0,80}?coding:\s*([\w.-]+)|@charset \"([\w.-]+)\"",
    re.I,
)
ESCAPED = re.compile("[\udc80-\udcff]+")
# A capital after small letters, or two after one: words in capitals are words, and so is Irish `hÉireann`.
INSIDE = re.compile("[a-zß-öø-ÿα-ώа-џ](?:[a-zß-öø-ÿα-ώа-џ][À-ÖØ-ÞĀЀ-ЯΑ-Ω]|[À-ÖØ-ÞĀЀ-ЯΑ-Ω]{2})")


def decode(data: bytes) -> str:
    """The text; raises DocumentError where no known encoding gives any."""
    for mark, name in BOMS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], name)
    if b"\x00" in data[:4096] and (found := _unmarked(data)):
        return _wide(data, found)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _parts(data)


def wide(data: bytes) -> str | None:
    """The name of UTF-16 or UTF-32, by a mark or by where the zero bytes stand; None where it is neither."""
    marked = next((name for mark, name in BOMS if data.startswith(mark)), None)
    return marked if marked and marked != "utf-8" else _unmarked(data)


def beginning(head: bytes) -> str | None:
    """The first bytes as text, good enough for `sniff`; None where they are no text."""
    for mark, name in BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "replace")
    if b"\x00" in head:
        found = _unmarked(head)
        if found is None and len(BINARY.findall(head)) > 2 + len(head) // 500:
            return None
        return head.decode(found or "utf-8", "replace").replace("\x00", "")
    return head.decode("utf-8", "replace")


def _wide(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 or UTF-32 after its mark; a file that was cut off loses its last character."""
    try:
        return codecs.getincrementaldecoder(name)().decode(data)
    except UnicodeDecodeError as error:
        if name == "utf-8":  # the mark was put before something else
            return _parts(data)
        raise DocumentError("encoding-unknown", f"marked as {name}, which it is not from byte {error.start} on") from None


def _unmarked(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark, told by where the zero bytes of its spaces and digits stand."""
    head = data[: 4096 & ~3]
    zeros = [head[i::4].count(0) for i in range(4)]
    least = len(head) / 4 * 0.95
    if zeros[2] > least and zeros[3] > least:
        return "utf-32-le"
    if zeros[0] > least and zeros[1] > least:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd > max(3, 10 * even, len(head) / 40):
        return "utf-16-le"
    return "utf-16-be" if even > max(3, 10 * odd, len(head) / 40) else None


def _parts(data: bytes) -> str:
    """UTF-8 with something else in it, or a code page."""
    if words := _broken(data) or _mixed(data):
        return words
    try:
        return _legacy(data)
    except DocumentError:
        if words := _both(data):
            return words
        raise


def _both(data: bytes) -> str | None:
    """A few letters of UTF-8 and a few of Windows, as where lists were put together; None where these give no words."""
    text = data.decode("utf-8", "surrogateescape")
    good = [sign for sign in NO_ASCII.findall(text) if not "\ud800" <= sign < "\ue000"]
    if not good or max(good) > HIGHEST:
        return None
    words = ESCAPED.sub(lambda run: run[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)
    return words if _plausible(words) else None


def _broken(data: bytes) -> str | None:
    """UTF-8 with a few bytes of another code page in it, or with its end cut off; None where it is something else."""
    text = data.decode("utf-8", "surrogateescape")
    strange = len(text) - len(data.decode("utf-8", "ignore"))
    good = len(text) - strange - len(data.translate(None, HIGH)) if strange < len(text) / 8 else 0
    if good and strange <= 3 and (last := ESCAPED.search(text)) and last.end() == len(text) and last[0][0] >= "\udcc2":
        return text[: last.start()]
    if good < 3 * strange:
        return None
    letters = {character.casefold() for character in set(text) if "\x7f" < character < "\ud800" or character > "\udfff"}
    foreign = "".join(ESCAPED.findall(text)).encode("utf-8", "surrogateescape")

    def known(page: str) -> int:
        return sum(character.casefold() in letters for character in foreign.decode(page, "replace"))

    page = max(FALLBACKS, key=known)
    return ESCAPED.sub(lambda run: run[0].encode("utf-8", "surrogateescape").decode(page, "replace"), text)


def _mixed(data: bytes) -> str | None:
    """Lines of UTF-8 among lines of a code page, as where files were put together; None where hardly any line is UTF-8."""
    lines = data.split(b"\n")
    valid = {at: text for at, line in enumerate(lines) if not line.isascii() and (text := _valid(line)) is not None}
    words = "\n".join(valid.values())
    foreign = NO_ASCII.findall(words)
    if len(foreign) < FEW or len(set(foreign)) < 3 or max(foreign) > HIGHEST or not _plausible(words):
        return None
    rest = _legacy(b"\n".join(b"" if at in valid else line for at, line in enumerate(lines))).split("\n")
    return "\n".join(valid.get(at, line) for at, line in enumerate(rest))


def _valid(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _legacy(data: bytes) -> str:
    """Text in a code page: the declared one where it gives words, else the likeliest."""
    import chardet  # its models take a while to load, and most files are UTF-8

    sample = _sample(data)
    foreign = len(FOREIGN.findall(sample))
    if words := _elsewhere(data, sample):
        return words
    pages = LATIN if len(MIXED.findall(sample)) > 0.4 * foreign else CODE_PAGES
    detected = chardet.detect(sample, include_encodings=pages, no_match_encoding="cp1252", max_bytes=SAMPLE)
    names = [_name(detected["encoding"] or "cp1252", sample, data)]
    if detected["language"] == "ro" and names == ["iso8859-2"]:
        names = ["iso8859-16"]  # made for Romanian: ș and ț stand where ISO 8859-2 has letters of Turkish
    declared = _declared(data)
    if declared and (foreign < FEW or _alike(declared, names[0])):
        names.insert(0, declared)
    controls = len(data) - len(data.translate(None, CONTROLS))  # at the same places in all code pages
    if len(sample) < 400 or "cp1252" not in names:
        names += ["cp1252"] if controls else ["cp1252", "cp850"]  # which has a sign for any byte
    for name in names if controls <= 2 + len(data) // 2000 else ():
        text = data.decode(name, "replace")
        if _plausible(text):
            return text.replace("\ufffd", "")
    raise DocumentError("encoding-unknown", f"neither UTF-8 nor plausible as {' or '.join(dict.fromkeys(names))}")


def _sample(data: bytes) -> bytes:
    """The words that foreign letters stand in, up to a bound."""
    pieces: list[bytes] = []
    end = size = 0
    while size < SAMPLE and (found := FOREIGN.search(data, end)):
        start, end = max(found.start() - AROUND, end), found.end() + AROUND
        pieces.append(data[start:end])
        size += end - start
    return DECLARED.sub(b"", b"".join(pieces))  # chardet would believe it


def _name(detected: str, sample: bytes, data: bytes) -> str:
    """Python's name of what chardet found, put right where it is known to err."""
    name = codecs.lookup(detected).name
    name = {"iso8859-1": "iso8859-15"}.get(name, name)
    for sibling in NOT_ALBANIAN.get(name, ()):
        letters = [character for character in sample.decode(sibling, "replace") if character > "\x7f" and character.isalpha()]
        if letters and sum(letter in "ëçËÇ" for letter in letters) > 0.9 * len(letters):
            return sibling
    if name == "cp437" and re.search("[A-Za-z][α-ω╀-╿│-▟⌠⌡]|[│-▟Γ-Ω][a-z]", data.decode(name, "replace")):
        return "cp850"
    if name in DOS and not _any(DOS_LETTERS, data):
        name = "cp1252"
    if name in ("cp1252", "iso8859-15") and not _any(C1, data):
        return "iso8859-15" if _any(MOVED, data) and LATIN_9.search(data) else "cp1252"
    return WINDOWS[name] if name in WINDOWS and _any(C1, data) else name


def _any(wanted: bytes, data: bytes) -> bool:
    """Whether any of these bytes is there."""
    return len(data.translate(None, wanted)) < len(data)


def _declared(data: bytes) -> str | None:
    """The code page that the file says it is in, where it is one of those that can be right."""
    name = _stated(data)
    if name is None or name not in {codecs.lookup(page).name for page in (*CODE_PAGES, "latin-1")}:
        return None
    return _name(name, _sample(data), data) if name in WINDOWS or name == "iso8859-1" else name


def _stated(data: bytes) -> str | None:
    """What the file says it is written in, by Python's name."""
    if not (found := DECLARED.search(data[:2048])):
        return None
    try:
        return codecs.lookup(next(filter(None, found.groups())).decode("ascii", "replace")).name
    except LookupError:
        return None


def _elsewhere(data: bytes, sample: bytes) -> str | None:
    """Text of another continent that says what it is written in, where nearly all its words have foreign letters."""
    name = ELSEWHERE.get(_stated(data) or "")
    if name is None or len(FOREIGN.findall(sample)) < DENSE * len(sample):
        return None
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _alike(one: str, other: str) -> bool:
    """Whether two code pages are of one family, so that the declaration knows better than statistics which."""
    return {one, other} <= {"cp1252", "iso8859-15", "cp1254", "iso8859-9"} or {one, other} <= {
        "cp1250",
        "iso8859-2",
        "iso8859-16",
    }


def _plausible(text: str) -> bool:
    """Whether the words could be words: few strange signs, capitals where words begin."""
    foreign = NO_ASCII.findall(text[: 1 << 16])
    letters = sum(character.isalpha() for character in foreign)
    usual = letters + sum(character in "«»’‘“”„–—…€°§·•´£ºª²³½¼¾©®×¡¿\xa0\xad\x85" for character in foreign)
    if usual < 0.9 * len(foreign):
        return False
    latin = sum(character < "ɐ" for character in foreign)
    inside = len(INSIDE.findall(text[: 1 << 16]))
    return (
        not (latin > len(foreign) / 2 and len(foreign) > (0.35 if len(text) > 40 else 0.6) * len(text[: 1 << 16]))
        and inside <= 2 + 0.1 * letters
    )
