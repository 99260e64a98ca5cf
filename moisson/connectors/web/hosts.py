"""Host names in one comparable form: a rule for one spelling holds for all."""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from socket import AF_INET6, inet_ntop

HOST = re.compile(r"[a-z0-9._-]*[a-z0-9_-]")  # after IDNA
WITH_PORT = re.compile(r"(\[[^\]]*\]|[^:]*):([0-9]{1,5})")  # an IPv6 address needs brackets before a port


@lru_cache(maxsize=4_096)
def host_name(said: str) -> str:
    """A host for comparison: ASCII (IDNA), lower case, no brackets or final dot; empty if invalid.

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
    """By the same rules as requests; raises ValueError."""
    import httpx2  # imported late: manners are read without the extra `web` too

    try:
        return httpx2.URL(scheme="http", host=name).raw_host.decode("ascii")
    except httpx2.InvalidURL as error:
        raise ValueError(str(error)) from None


def stated_host(said: str) -> str:
    """A description's host for comparison; raises ValueError if invalid."""
    if not (name := host_name(said)):
        raise ValueError(f"{said!r} is not a host: write only its name, such as 'portal.example', without scheme, port and path")
    return name


def stated_place(said: str) -> str:
    """A description's host, with or without port, for comparison: `name`, `name:8443`, `[2001:db8::1]:8443`.

    Raises ValueError if invalid.
    """
    found = WITH_PORT.fullmatch(said)
    name, port = (host_name(found[1]), int(found[2])) if found else (host_name(said), None)
    if not name or (port is not None and not 0 < port < 65_536):
        raise ValueError(
            f"{said!r} is not a host: write its name, such as 'portal.example' or 'portal.example:8443', without scheme"
        )
    return name if port is None else at_port(name, port)


def at_port(name: str, port: int) -> str:
    """A comparable host with a port."""
    return f"[{name}]:{port}" if ":" in name else f"{name}:{port}"
