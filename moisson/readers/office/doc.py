"""DOC (Word 97 to 2003), tracked changes accepted. Text boxes stand behind the text, since the file keeps them apart.

Left out on purpose: headers and footers, comments, deletions, hidden text, tables of contents and indexes, page numbers, the
instructions of fields, pictures and objects.
"""

from collections.abc import Iterator

from moisson.readers.contract import Text
from moisson.readers.facts.title_and_date import face_date
from moisson.readers.office.doc_format import WordFile
from moisson.readers.office.doc_story import DocStory
from moisson.readers.office.plausible import stated_languages
from moisson.readers.read_options import How


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    story = DocStory(WordFile.parse(content))
    text = story.read_all()
    languages = stated_languages(story.words, text)
    language = languages[0].language if languages else None
    name = story.stated_title(None, text)
    yield Text(text, "doc", name, language, face_date(text, name, language), languages=languages)
