"""The versions of readers and of splitting: raised when what they give of some file changes.

A shard depends on the versions of the readers it used, a harvest on those of splitting alone, so that it outlives an upgraded
reader. What is not listed is of version 1. `scripts/lock` says which version a change must raise.
"""

# How a document is read: by its format, or by the name of a built-in source that has a reader of its own.
READERS: dict[str, int] = {
    "akn": 2,
    "amendement": 2,
    "bundestag-xml": 3,
    "conll": 3,
    "csv": 2,
    "dip": 2,
    "doc": 2,
    "docx": 2,
    "eforms": 2,
    "fods": 2,
    "fr_dila_service_public": 2,
    "fr_travail_contributions": 2,
    "html": 3,
    "it_normattiva": 2,
    "markdown": 2,
    "ods": 2,
    "odt": 2,
    "pdf": 13,
    "protocol": 2,
    "rtf": 2,
    "tei": 2,
    "ted": 2,
    "text": 2,
    "xls": 2,
    "xlsb": 2,
    "xlsx": 2,
    "word-xml": 3,
    "xml": 3,
}

# How files are split. `files`: formats, and the documents in a file; `rights`: the statement of rights that holds for a document;
# the name of a built-in source: its own reader.
SPLITTING: dict[str, int] = {"files": 2}


def reader_version(name: str) -> int:
    """The version of the reader of a format, or of a built-in source."""
    return READERS.get(name, 1)


def splitting_version(name: str) -> int:
    """The version of `files`, of `rights`, or of a built-in source's `split`."""
    return SPLITTING.get(name, 1)
