"""Read every document under a folder, and say what was read, in which format, and what was not and why.

python examples/read_a_folder.py [FOLDER]
"""

import sys
from collections import Counter
from pathlib import Path

import moisson

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs"
words, refused = Counter[str](), Counter[str]()
for each in moisson.read(folder, progress=True):
    if isinstance(each, moisson.Refusal):
        refused[f"{each.format}: {each.reason}"] += 1
    else:
        words[each.format] += len(each.text.split())

for format, count in words.most_common():
    print(f"{format:12} {count:>10,} words")
for reason, count in refused.most_common():
    print(f"{count:,} not read, {reason}")
answer = moisson.check(folder).answer()
print(answer["says"], ", ".join(answer["first"]))
