"""RTF (1.0 to 1.9), tracked changes accepted.

Left out on purpose: headers and footers, comments, deletions, hidden text, tables of contents and indexes, page numbers, the
instructions of fields, pictures and objects, and whatever else a group says of itself that a reader may skip it.
"""

import re
from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.facts.title_and_date import face_date
from moisson.readers.office.plausible import stated_languages
from moisson.readers.office.rtf_story import RtfStory
from moisson.readers.office.rtf_vocabulary import TOKEN
from moisson.readers.read_options import How

GOES_ON = re.compile(r"[\s}]*\\(?:pard|par|sectd|sect)\b")  # behind a brace too many, as some programs close text boxes
MAX_DEPTH = 2000  # groups within groups; the deepest real file known has 30


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    source = content.decode("latin-1")
    story = RtfStory(numbered="\\listtext" in source or "\\pntext" in source)
    depth = _walk(story, source)
    if depth > 1 or (depth == 1 and story.pending()):
        raise DocumentError("rtf-truncated", f"the file ends within {depth} open groups")
    text = story.finish()
    languages = stated_languages(story.words, text)
    language = languages[0].language if languages else None
    name = story.stated_title(story.info_title or None, text)
    yield Text(text, "rtf", name, language, face_date(text, name, language), languages=languages)


def _walk(story: RtfStory, source: str) -> int:
    """Give the story each token; how many groups are open at the end."""
    position, depth = 0, 0
    while position < len(source):  # again behind binary data, which has no tokens
        start, position = position, len(source)
        for found in TOKEN.finditer(source, start):
            kind = found.lastgroup
            if kind == "word":
                story.word(found["word"], None)
            elif kind == "number":
                if found["word"] == "bin":
                    position = found.end() + max(int(found["number"]), 0)
                    break
                story.word(found["word"], int(found["number"]))
            elif kind == "text":
                story.text_token(found["text"])
            elif kind == "brace":
                if found["brace"] == "{":
                    depth += 1
                    if depth > MAX_DEPTH:
                        raise DocumentError("rtf-too-deep", f"more than {MAX_DEPTH:,} groups within one another")
                    story.open_group()
                else:
                    depth -= 1
                    story.close_group()
                    if depth <= 0 and GOES_ON.match(source, found.end()) is None:
                        return 0
                    depth = max(depth, 1)
            elif kind == "hex":
                story.byte(int(found["hex"], 16))
            elif kind == "sign":
                story.sign(found["sign"])
    return depth
