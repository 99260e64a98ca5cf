"""Hosts' names in the one form in which they are compared: a name has several spellings, and a rule for one holds for all."""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from socket import AF_INET6, inet_ntop

HOST = re.compile(r"[a-z0-9._-]*[a-z0-9_-]")  # after IDNA
WITH_PORT = re.compile(r"(\[[^\]]*\]|[^:]*):([0-9]{1,5})")  # an IPv6 address has a port only behind brackets


@lru_cache(maxsize=4_096)
def host_name(said: str) -> str:
    """A host as it is compared: in ASCII (IDNA), lower case, without brackets and final dot; empty where it can be none.

    An IPv6 address has its shortest form (RFC 5952).
    """
    inside = said[1:-1] if said.startswith("[") and said.endswith("]") else said
    try:
        if ":" in inside:
            return "" if "%" in inside else inet_ntop(AF_INET6, IPv6Address(inside).packed)
        name = said.lower() if said.isascii() else _in_ascii(said)
    except ValueError:
        return ""
    name = name.removesuffix(".")
    return name if HOST.fullmatch(name) else ""


def _in_ascii(name: str) -> str:
    """By the same rules by which it is asked for; raises ValueError where they allow none."""
    import httpx2  # not at the head: manners are read without the extra `web` too

    try:
        return httpx2.URL(scheme="http", host=name).raw_host.decode("ascii")
    except httpx2.InvalidURL as error:
        raise ValueError(str(error)) from None


def stated_host(said: str) -> str:
    """A host of a description as it is compared; raises ValueError where it can be none."""
    if not (name := host_name(said)):
        raise ValueError(f"{said!r} is no host: write its name alone, as in 'portal.example', without scheme, port and path")
    return name


def stated_place(said: str) -> str:
    """A host of a description, or one with a port, as it is compared: `name`, `name:8443`, `[2001:db8::1]:8443`.

    Raises ValueError where it can be none.
    """
    found = WITH_PORT.fullmatch(said)
    name, port = (host_name(found[1]), int(found[2])) if found else (host_name(said), None)
    if not name or (port is not None and not 0 < port < 65_536):
        raise ValueError(f"{said!r} is no host: write its name, as in 'portal.example' or 'portal.example:8443', without scheme")
    return name if port is None else at_port(name, port)


def at_port(name: str, port: int) -> str:
    """A host, as it is compared, with a port."""
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
