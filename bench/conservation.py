"""What counting words costs beside reading, and what every format gives, leaves out and loses in silence.

    python bench/conservation.py                  at most 20 files of each format in ../shared/data
    python bench/conservation.py html akn --most 200 --lost     these formats; the files that lose most, with what they lose

`given` is a share of the file's words; `added`, of the text's: names of columns, labels.
CPU seconds of this process: of reading, and of counting what was read, in turns on the same files.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

from moisson.contracts.errors import DocumentError
from moisson.readers.conserve import conserve, passages
from moisson.readers.contract import File, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How
from moisson.readers.set_aside import collected
from moisson.readers.sniff import sniff

SHARED = Path(__file__).parents[2] / "shared" / "data"
READER = FileReader(How(ocr=False))
LARGEST = 4 << 20
PIECES = 40  # documents of one file
WORD = re.compile(r"\w+")
WORST = 5


@dataclass
class Format:
    """The sums of one format."""

    documents: int = 0
    uncounted: int = 0
    held: int = 0
    given: int = 0
    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    reading_s: float = 0.0
    counting_s: float = 0.0
    silent: list[tuple[float, str, bytes, list[Text]]] = field(default_factory=list)  # share in silence, by document

    def row(self) -> str:
        shares = sorted(share for share, *_ in self.silent)
        usual = f"{shares[int(0.9 * (len(shares) - 1))]:.3f}" if shares else "–"
        kinds = ", ".join(f"{kind} {words / max(self.held, 1):.3f}" for kind, words in self.left_out.most_common())
        given, cost = self.given / max(self.held, 1), self.counting_s / max(self.reading_s, 1e-9)
        added = 1 - self.given / max(self.written, self.given, 1)
        return f"{self.documents:5} {self.uncounted:5} {self.held:9,} {given:6.3f} {added:6.3f} {usual:>6} {cost:6.1%}  {kinds}"


def pieces(names: list[str], most: int) -> Iterator[tuple[str, str, bytes]]:
    """Format, path and content of each document."""
    met: Counter[str] = Counter()
    for path in sorted(SHARED.glob("*/data/**/*")):
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        data = path.read_bytes()
        found = sniff(data)
        if found.module is None or (names and found.name not in names) or met[found.name] >= most:
            continue
        met[found.name] += 1
        try:
            raws = [raw for raw in READER.split(File(path.name, data)) if isinstance(raw, Raw)][:PIECES]
        except DocumentError:
            continue
        yield from ((raw.format or found.name, str(path.relative_to(SHARED)), raw.body) for raw in raws)


def read(content: bytes) -> list[Text]:
    """The texts with what is told of them, as the process that reads documents gives them."""
    with collected() as told:
        texts = list(READER.read(content))
    return told.with_texts(texts)


def measure(names: list[str], most: int) -> dict[str, Format]:
    """Read and count; the first document of each format is read once before, so that nothing is compiled in between."""
    found: defaultdict[str, Format] = defaultdict(Format)
    for name, path, content in pieces(names, most):
        try:
            if not found[name].documents:
                conserve([(content, name, read(content))])
            begun = process_time()
            texts = read(content)
            between = process_time()
        except DocumentError:
            continue
        [[first, *_]] = conserve([(content, name, texts)])
        of, ended = found[name], process_time()
        of.documents += 1
        of.reading_s += between - begun
        of.counting_s += ended - between
        if first.words_held is None or first.left_out is None:
            of.uncounted += 1
            continue
        of.held += first.words_held
        of.given += first.words_given or 0
        of.written += sum(len(WORD.findall(text.text)) for text in texts)
        of.left_out.update(dict(first.left_out))
        of.silent.append((dict(first.left_out).get("unknown", 0) / max(first.words_held, 1), path, content, texts))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("formats", nargs="*")
    parser.add_argument("--most", type=int, default=20, help="files of a format")
    parser.add_argument("--lost", action="store_true", help="what the worst files lose")
    asked = parser.parse_args()
    found = measure(asked.formats, asked.most)
    print(
        f"{'format':16} {'docs':>5} {'null':>5} {'words':>9} {'given':>6} {'added':>6} {'p90':>6} {'cost':>6}  left out (shares)"
    )
    for name, of in sorted(found.items()):
        print(f"{name:16} {of.row()}")
        for share, path, content, texts in sorted(of.silent, key=lambda each: -each[0])[: WORST if asked.lost else 0]:
            print(f"    {share:.3f} {path}")
            for passage in list(passages(content, name, texts) or ())[:20]:
                print(f"        {passage.kind}: {passage.text[:200]}")
    reading, counting = (sum(getattr(of, f"{what}_s") for of in found.values()) for what in ("reading", "counting"))
    print(f"reading {reading:.2f} s, counting {counting:.2f} s of CPU time: {counting / max(reading, 1e-9):.1%}")


if __name__ == "__main__":
    main()
