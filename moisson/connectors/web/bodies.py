"""Response bodies, read whole and within bounds."""

import zlib
from collections.abc import Iterable, Iterator

from moisson.connectors.web.failure import Failure

MAX_RATIO = 250  # text compresses 5 to 50 times, a bomb 1,000 times and more
RATIO_FREE_BYTES = 1 << 24  # below this the ratio does not matter
ACCEPTED = "gzip, deflate"


def read_body(chunks: Iterable[bytes], encoding: str, most: int, url: str) -> bytes:
    """The decompressed body; raises Failure if it exceeds `most` bytes."""
    pieces, size = [], 0
    for piece in decoded(chunks, encoding, url):
        size += len(piece)
        if size > most:
            raise Failure(url, "too-large", f"it holds more than {most} bytes.")
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def decoded(chunks: Iterable[bytes], encoding: str, url: str) -> Iterator[bytes]:
    """The decompressed chunks, at most 256 KiB each; raises Failure `encoding` or `encoding-bomb`."""
    kind = encoding.strip().lower()
    if kind in ("", "identity"):
        yield from chunks
    elif kind in ("gzip", "x-gzip", "deflate"):
        yield from _inflated(chunks, kind, url)
    else:
        raise Failure(url, "encoding", f"the server compresses with {kind[:60]!r}, which was not requested.")


def _inflated(chunks: Iterable[bytes], kind: str, url: str) -> Iterator[bytes]:
    packed = unpacked = 0
    inflater = None
    for chunk in chunks:
        packed += len(chunk)
        while chunk:
            if inflater is None or inflater.eof:
                inflater = zlib.decompressobj(_window(kind, chunk))
            try:
                piece = inflater.decompress(chunk, 1 << 18)
            except zlib.error as error:
                raise Failure(url, "encoding", f"its {kind} is damaged ({error}).") from None
            chunk = inflater.unconsumed_tail or inflater.unused_data
            unpacked += len(piece)
            if unpacked > RATIO_FREE_BYTES and unpacked > MAX_RATIO * packed:
                raise Failure(url, "encoding-bomb", f"{packed} bytes swell to {unpacked} and more.")
            if piece:
                yield piece
    if inflater is not None and not inflater.eof:
        raise Failure(url, "cut", "its compressed body ends too early.")


def _window(kind: str, head: bytes) -> int:
    """zlib's window bits: gzip, or deflate with zlib's header or bare."""
    if kind != "deflate":
        return 31
    return 15 if head[0] & 15 == 8 and (len(head) < 2 or (head[0] << 8 | head[1]) % 31 == 0) else -15
