"""What manners, safety, opt-outs and memory cost: many small documents from a local server, against a bare async client.

    python bench/fetch.py                  # 20,000 documents, three rounds: about ten minutes on two cores
    python bench/fetch.py --short          # 2,000 documents, two rounds

The server (`bench/document_server.py`) is a process of its own on loopback that answers at once, so that all the time is the
clients'. In each round, in turn and each in a fresh process:

- `bare`: httpx2.AsyncClient, as many requests under way, bodies read and let go: the client that one would write first. It then
  asks for the lists that each connector reads, and they count for the connector's share;
- `client`: Client.get_many with robots.txt obeyed, opt-outs looked for in headers and page, and every answer kept in a store;
- `client again`: the same once more, with nothing changed: conditional requests, bodies from the store;
- `web`, `ckan`, `oai`: the connectors, from a sitemap, a portal's data sets and a repository's records to the last file, as
  `moisson harvest` takes them; each with a store of its own;
- `web again` and so on: the second harvest, with nothing changed.

Ends with 1 where the median of the rounds' ratios to `bare` is above 1.3 for any of the first harvests, or the peak of memory
grows by more than 16 MiB between a tenth of the documents and all of them. In the short form the first may be half as much again,
for start-up and few rounds, and the second twice as much: a tenth of its documents does not fill what the store writes at once.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx2
from document_server import OAI, SITEMAP, addresses, serve

from moisson.connectors import Connector
from moisson.connectors.catalogues.oai import Oai
from moisson.connectors.memory.store import Store
from moisson.connectors.portals.ckan import Ckan
from moisson.connectors.sites.web import Web
from moisson.connectors.web.client import Answer, Client, Manners
from moisson.readers.contract import File

AT_ONCE = 8
MOST_RATIO = 1.3
SHORT_TIMES, SHORT_GROWTH_TIMES = 1.5, 2.0
MOST_GROWTH_MIB = 16.0
MANNERS = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, concurrency=AT_ONCE)
KINDS = ("web", "ckan", "oai")
CONTESTANTS = ("bare", *(f"{name}{again}" for name in ("client", *KINDS) for again in ("", " again")))
Seen = Callable[[int], None]  # told the bytes of each document


def bare(urls: Iterable[str], seen: Seen) -> None:
    async def run() -> None:
        left = iter(urls)

        async def work(client: httpx2.AsyncClient) -> None:
            for url in left:
                response = await client.get(url)
                seen(len(response.raise_for_status().content))

        async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=AT_ONCE)) as client:
            await asyncio.gather(*(work(client) for _ in range(AT_ONCE)))

    asyncio.run(run())


def by_client(urls: Iterable[str], folder: Path, seen: Seen) -> None:
    with Client(MANNERS, Store(folder)) as client:
        for found in client.get_many(urls):
            if not isinstance(found, Answer):
                raise found
            seen(len(found.body))


def by_connector(connector: Connector, folder: Path, seen: Seen) -> None:
    for found in connector.fetch(Path(), Store(folder)).files:
        if not isinstance(found, File):
            sys.exit(f"{found.id} was refused: {found.reason}: {found.detail}")
        seen(len(found.data))


def connector(kind: str, base: str) -> Connector:
    if kind == "web":
        return Web(sitemaps=[base + SITEMAP], manners=MANNERS)
    return Ckan(url=base, manners=MANNERS) if kind == "ckan" else Oai(url=base + OAI, links=["**/d/*"], manners=MANNERS)


def timed(name: str, base: str, documents: int, folder: Path, told: Connection) -> None:
    """One contestant in its own process: tells seconds, CPU seconds, bytes, how the peak of memory grew; `bare`, of each list."""
    peaks: list[float] = []
    count = total = 0

    def seen(size: int) -> None:
        nonlocal count, total
        count, total = count + 1, total + size
        if count in (documents // 10, documents):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)

    urls = [f"{base}/d/{number}" for number in range(documents)]
    kind = name.removesuffix(" again")
    begun, cpu = time.perf_counter(), time.process_time()
    if kind == "bare":
        bare(urls, seen)
    elif kind == "client":
        by_client(urls, folder / kind, seen)
    else:
        by_connector(connector(kind, base), folder / kind, seen)
    figures = {"s": time.perf_counter() - begun, "cpu_s": time.process_time() - cpu, "bytes": total}
    figures |= {"peak_mib": peaks[1], "growth_mib": peaks[1] - peaks[0]}
    for listed in KINDS if kind == "bare" else ():
        begun = time.perf_counter()
        bare(addresses(base, documents, listed), lambda _size: None)
        figures[listed] = time.perf_counter() - begun
    told.send(figures)


def contest(name: str, base: str, documents: int, folder: Path) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    hear, told = context.Pipe(duplex=False)
    process = context.Process(target=timed, args=(name, base, documents, folder, told))
    process.start()
    told.close()
    try:
        figures: dict[str, float] = hear.recv()
    except EOFError:
        sys.exit(f"{name} ended without figures")
    process.join()
    return figures


@contextmanager
def served(documents: int) -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    context = multiprocessing.get_context("spawn")
    hear, told = context.Pipe(duplex=False)
    server = context.Process(target=serve, args=(documents, told), daemon=True)
    server.start()
    try:
        yield hear.recv()
    finally:
        server.terminate()


def rounds(names: list[str], documents: int, count: int) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    with served(documents) as base:
        for _ in range(count):
            with tempfile.TemporaryDirectory(prefix="moisson-fetch-") as folder:
                for name in names:
                    found[name].append(contest(name, base, documents, Path(folder)))
    return found


def ratios(found: dict[str, list[dict[str, float]]], name: str) -> list[float]:
    """A contestant's time by the bare client's in each round, the bare client having read the same lists."""
    return [ours["s"] / (theirs["s"] + theirs.get(name, 0)) for ours, theirs in zip(found[name], found["bare"], strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=CONTESTANTS[1:], help="besides the bare client")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    documents, count = (2_000, 2) if given.short else (given.documents, given.rounds)
    names = [name for name in CONTESTANTS if given.only is None or name == "bare" or name in given.only]
    found = rounds(names, documents, count)
    assert len({row["bytes"] for rows in found.values() for row in rows}) == 1, "all were given the same"
    first = {name: ratios(found, name) for name in names if name != "bare" and not name.endswith(" again")}
    growth = max(row["growth_mib"] for rows in found.values() for row in rows)
    if given.json:
        print(json.dumps({"documents": documents, "ratios": first, "growth_mib": growth, "rounds": found}))
    else:
        print(f"{documents:,} documents, {found['bare'][0]['bytes'] / 1e6:.1f} MB, {count} rounds; medians")
        for name, rows in found.items():
            middle = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
            each = f"{documents / middle['s']:7,.0f} a second, CPU {middle['cpu_s']:6.1f} s"
            memory = f"peak {middle['peak_mib']:4.0f} MiB, grew {middle['growth_mib']:4.1f} MiB"
            beside = f", to bare {statistics.median(first[name]):.2f}" if name in first else ""
            print(f"{name:12} {middle['s']:6.1f} s {each}, {memory}{beside}")
    times, growth_times = (SHORT_TIMES, SHORT_GROWTH_TIMES) if given.short else (1.0, 1.0)
    slow = any(statistics.median(rows) > times * MOST_RATIO for rows in first.values())
    sys.exit(slow or growth > growth_times * MOST_GROWTH_MIB)


if __name__ == "__main__":
    main()
