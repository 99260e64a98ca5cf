"""Addresses as others may read them."""

from moisson.contracts.identity import digest
from moisson.contracts.redacted import LONGEST_ADDRESS, redacted


def shown(url: str) -> str:
    """An address as a log, a part or an error may hold it: without its secrets, and not endless."""
    return redacted(url)[:LONGEST_ADDRESS]


def known_as(url: str) -> str:
    """An address as a key: as shown, and where that hides something, with a digest of the whole, which tells it from others."""
    name = shown(url)
    return name if name == url else f"{name} {digest(url.encode())}"


def bare(url: str) -> str:
    """An address without its scheme: what globs over addresses are compared with, and what they may leave out themselves."""
    return url.partition("://")[2] or url
