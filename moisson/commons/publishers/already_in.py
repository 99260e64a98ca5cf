"""How much of a publisher a corpus already has: the same words, or nearly, found through the corpus's signatures.

It is the comparison of the stage `drop_known`, over documents of a release, a block of them at a time.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from moisson.commons.publishers.gathered import Publisher
from moisson.contracts.stage import CorpusStep
from moisson.corpus.in_memory import InMemory
from moisson.corpus.stages.known_elsewhere import drop_known
from moisson.stewardship.opened import Opened, open_release, release_folder, row_groups

BLOCK = 1 << 16  # documents that are compared at a time


@dataclass(frozen=True)
class AlreadyIn:
    """Of so many documents, how many a corpus (RECIPE/RELEASE) has in the same words, and how many nearly."""

    corpus: str
    documents: int
    same: int
    near: int

    @property
    def known(self) -> int:
        return self.same + self.near


def known(releases: Iterable[Opened], publisher: Publisher, corpora: Iterable[Path]) -> list[AlreadyIn]:
    """How much of a publisher's documents in some releases each corpus already has; raises what `already_in` raises."""
    found = []
    for corpus in corpora:
        each = [
            already_in(release, {source.said["name"] for source in publisher.counted if source.release == release.name}, corpus)
            for release in releases
        ]
        documents, same, near = (sum(getattr(one, name) for one in each) for name in ("documents", "same", "near"))
        found.append(AlreadyIn(each[0].corpus, documents, same, near))
    return found


def already_in(release: Opened, sources: Collection[str], corpus: Path) -> AlreadyIn:
    """Compare the documents of some sources of a release with a corpus.

    Raises NotFound where there is no corpus, RecipeError where it has no signatures (`sign_words`).
    """
    folder = release_folder(corpus)
    name = open_release(folder).name
    step: CorpusStep = drop_known(release=str(folder))
    documents = same = near = 0
    for block in _blocks(release, sources):
        documents += block.num_rows
        for detail in InMemory(block).made(step)["drop_detail"].drop_null().to_pylist():
            alike = orjson.loads(detail)["similarity"]
            same, near = same + (alike == 1), near + (alike < 1)
    return AlreadyIn(name, documents, same, near)


def _blocks(release: Opened, sources: Collection[str]) -> Iterator[pa.Table]:
    """Id and text of the sources' documents, in blocks, each in order of id as a corpus stage wants its rows."""
    wanted, waiting, rows = pa.array(sorted(sources), pa.string()), list[pa.Table](), 0
    for group in row_groups(release.data, ["id", "text", "source"]):
        found = group.filter(pc.is_in(group["source"].cast(pa.string()), wanted)).select(["id", "text"])
        waiting.append(found)
        rows += found.num_rows
        if rows >= BLOCK:
            yield pa.concat_tables(waiting).sort_by("id")
            waiting, rows = [], 0
    if rows:
        yield pa.concat_tables(waiting).sort_by("id")
