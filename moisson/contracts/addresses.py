"""Addresses for display, as keys, and for comparison."""

from moisson.contracts.identity import digest
from moisson.contracts.redacted import LONGEST_ADDRESS, redacted


def shown(url: str) -> str:
    """An address for logs, parts and errors: without secrets, of bounded length."""
    return redacted(url)[:LONGEST_ADDRESS]


def known_as(url: str) -> str:
    """An address as a key: as shown, followed by a digest of the whole where something is hidden."""
    name = shown(url)
    return name if name == url else f"{name} {digest(url.encode())}"


def bare(url: str) -> str:
    """An address without its scheme, for comparison with globs, which may leave it out."""
    return url.partition("://")[2] or url
