"""What manners, safety, opt-outs and memory cost: many small documents from a local server, against a bare async client.

    python bench/fetch.py                  # 20,000 documents, three rounds: about five minutes on two cores
    python bench/fetch.py --short          # 1,500 documents, two rounds, for CI

The server is a process of its own on loopback that answers at once, so that all the time is the clients'. In each round, in turn
and each in a fresh process:

- `bare`: httpx2.AsyncClient, as many requests under way, bodies read and let go: the client that one would write first;
- `moisson`: Client.get_many with robots.txt obeyed, opt-outs looked for in headers and page, and every answer kept in a store;
- `again`: the same once more, with nothing changed: conditional requests, bodies from the store.

Ends with 1 where the median of the rounds' ratios moisson : bare is above 1.3 (in the short form 1.6, for start-up and few
rounds), or the peak of memory grows by more than 16 MiB between a tenth of the documents and all of them.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import httpx2

from moisson.connectors.store import Store
from moisson.web.client import Answer, Client, Manners

AT_ONCE = 8
MOST_RATIO, MOST_RATIO_SHORT = 1.3, 1.6
MOST_GROWTH_MIB = 16.0
WORDS = "Le salarié bénéficie, dans les conditions prévues par la convention, d'un congé dont la durée est fixée par décret. "


class Documents(asyncio.Protocol):
    """The server's side of one connection: `/d/17` is a page of 2 to 6 kB that never changes; there are no other pages."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        *requests, self.waiting = (self.waiting + data).split(b"\r\n\r\n")
        self.transport.write(b"".join(map(answer, requests)))


def answer(request: bytes) -> bytes:
    path = request.split(b" ", 2)[1]
    if not path.startswith(b"/d/"):
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    tag = b'ETag: "%s"\r\n' % path[3:]
    if b"If-None-Match" in request:
        return b"HTTP/1.1 304 Not Modified\r\n%s\r\n" % tag
    text = (WORDS * (15 + int(path[3:]) % 35)).encode()
    body = b"<!DOCTYPE html><html><head><title>%s</title></head><body><p>%s</p></body></html>" % (path, text)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n" % (tag, len(body)) + body


def serve(told: Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Documents, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def bare(urls: list[str], _folder: Path, seen: Callable[[], None]) -> int:
    """The bytes that a bare client was given."""

    async def run() -> int:
        total, left = 0, iter(urls)

        async def work(client: httpx2.AsyncClient) -> None:
            nonlocal total
            for url in left:
                response = await client.get(url)
                total += len(response.raise_for_status().content)
                seen()

        async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=AT_ONCE)) as client:
            await asyncio.gather(*(work(client) for _ in range(AT_ONCE)))
        return total

    return asyncio.run(run())


def moisson(urls: list[str], folder: Path, seen: Callable[[], None]) -> int:
    """The bytes that Moisson's client was given."""
    total = 0
    manners = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, concurrency=AT_ONCE)
    with Client(manners, Store(folder)) as client:
        for found in client.get_many(urls):
            if not isinstance(found, Answer):
                raise found
            total += len(found.body)
            seen()
    return total


def timed(name: str, port: int, documents: int, folder: Path, told: Connection) -> None:
    """One contestant in its own process: tells seconds, CPU seconds, bytes, and how the peak of memory grew."""
    peaks: list[float] = []
    count = 0

    def seen() -> None:
        nonlocal count
        count += 1
        if count in (documents // 10, documents):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    urls = [f"http://127.0.0.1:{port}/d/{number}" for number in range(documents)]
    begun, cpu = time.perf_counter(), time.process_time()
    total = (bare if name == "bare" else moisson)(urls, folder, seen)
    figures = {"s": time.perf_counter() - begun, "cpu_s": time.process_time() - cpu, "bytes": total}
    told.send({**figures, "peak_mib": peaks[1], "growth_mib": peaks[1] - peaks[0]})


def contest(name: str, port: int, documents: int, folder: Path) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    hear, told = context.Pipe(duplex=False)
    process = context.Process(target=timed, args=(name, port, documents, folder, told))
    process.start()
    told.close()
    try:
        figures: dict[str, float] = hear.recv()
    except EOFError:
        sys.exit(f"{name} ended without figures")
    process.join()
    return figures


def rounds(documents: int, count: int) -> dict[str, list[dict[str, float]]]:
    context = multiprocessing.get_context("spawn")
    hear, told = context.Pipe(duplex=False)
    server = context.Process(target=serve, args=(told,), daemon=True)
    server.start()
    port = hear.recv()
    found: dict[str, list[dict[str, float]]] = {"bare": [], "moisson": [], "again": []}
    try:
        for _ in range(count):
            folder = Path(tempfile.mkdtemp(prefix="moisson-fetch-"))
            for name in found:
                found[name].append(contest(name, port, documents, folder))
            shutil.rmtree(folder)
    finally:
        server.terminate()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    documents, count = (1_500, 2) if given.short else (given.documents, given.rounds)
    found = rounds(documents, count)
    assert len({row["bytes"] for rows in found.values() for row in rows}) == 1, "all were given the same"
    ratios = [ours["s"] / theirs["s"] for ours, theirs in zip(found["moisson"], found["bare"], strict=True)]
    ratio, growth = statistics.median(ratios), max(row["growth_mib"] for row in found["moisson"])
    if given.json:
        print(json.dumps({"documents": documents, "ratios": ratios, "growth_mib": growth, "rounds": found}))
    else:
        print(f"{documents:,} documents, {found['bare'][0]['bytes'] / 1e6:.1f} MB, {count} rounds; medians")
        for name, rows in found.items():
            middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
            each = f"{documents / middle['s']:7,.0f} a second, CPU {middle['cpu_s']:6.1f} s"
            print(
                f"{name:8} {middle['s']:6.1f} s {each}, peak {middle['peak_mib']:4.0f} MiB, grew {middle['growth_mib']:.1f} MiB"
            )
        print(f"moisson : bare {ratio:.2f} (rounds: {', '.join(f'{each:.2f}' for each in ratios)})")
    sys.exit(ratio > (MOST_RATIO_SHORT if given.short else MOST_RATIO) or growth > MOST_GROWTH_MIB)


if __name__ == "__main__":
    main()
