"""What a connector brought, by path, for tests: the bytes, the reasons of what was refused, and one file."""

from moisson.readers.contract import File, Refused

Found = dict[str, File | Refused]


def bodies(found: Found) -> dict[str, bytes]:
    return {path: each.data for path, each in found.items() if isinstance(each, File)}


def reasons(found: Found) -> dict[str, str]:
    return {path: each.reason for path, each in found.items() if isinstance(each, Refused)}


def of(found: Found, path: str) -> File:
    """The file of a path, which has something said about it."""
    file = found[path]
    assert isinstance(file, File) and file.about is not None
    return file
