"""How a host is told who asks: by a secret from the environment, or by one that stands in an address of the description.

The first goes to its host and port and to no other, never over an open line, into the header `Authorization` or where
`manners.credential_in` says. The second is taken out of the description when it is read. What goes into an address is put there
last, as the request leaves, so that no log, error, redirect or memory holds the address with it.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote, unquote_plus

import httpx2

from moisson.connectors.web.failure import Failure
from moisson.connectors.web.hosts import at_port, host_name
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.request import Reply
from moisson.contracts.errors import SourceError
from moisson.contracts.redacted import HIDDEN

SHORTEST = 6
FILES = ("/robots.txt", "/.well-known/")  # not the interface: they are asked for without a secret


class Secret(NamedTuple):
    """A secret on its way to a host: in a `header` or the `query`, under which name; `written` as an address holds it."""

    place: str
    name: str
    value: str
    written: str


def secrets_for(manners: Manners, url: httpx2.URL) -> list[Secret]:
    """The secrets for this address. Raises SourceError where one is named and not to be had."""
    borne = [Secret("query", unquote_plus(name), unquote_plus(value), value) for name, value in manners.secrets_to(url)]
    variable = next((manners.credentials[host] for host in _hosts(url) if host in manners.credentials), None)
    if variable is None or (url.scheme != "https" and not manners.allows(url.host)):
        return borne
    place, name = manners.credential_place(_hosts(url))
    if not (secret := os.environ.get(variable, "").strip()):
        raise SourceError(
            f"manners.credentials names the environment variable {variable} for {url.host}, and it is not set: give it what"
            f" the {place} `{name}` is to say."
        )
    if not (secret.isprintable() and secret.isascii()):
        raise SourceError(f"the environment variable {variable} holds what no {place} can say: more than a line of ASCII.")
    return [*borne, Secret(place, name, secret, quote(secret, safe=""))]


def _hosts(url: httpx2.URL) -> list[str]:
    """By which names the manners may mean a host: without a port it is the usual one, for at another is somebody else."""
    name = host_name(url.host)
    usual = 443 if url.scheme == "https" else 80
    return [at_port(name, url.port or usual), *([name] if url.port in (None, usual) else [])]


def with_secret(manners: Manners, url: httpx2.URL) -> tuple[httpx2.URL, dict[str, str]]:
    """The address as it is asked, and the header that goes with it."""
    found = secrets_for(manners, url)
    headers = {one.name: one.value for one in found if one.place == "header"}
    if url.path.startswith(FILES):
        return url, headers
    query = b"&".join(
        [url.query] * bool(url.query) + [f"{quote(one.name)}={one.written}".encode() for one in found if one.place == "query"]
    )
    return (url.copy_with(query=query) if query != url.query else url), headers


def failure_without_secrets(manners: Manners, url: httpx2.URL, name: str, failure: Failure) -> Failure:
    """A failure that names the address as it was before the secret came into it."""
    detail = failure.detail
    for secret in secrets_for(manners, url):
        detail = _without(secret, detail)
    return replace(failure, url=name, detail=detail)


def reply_without_secrets(manners: Manners, url: httpx2.URL, reply: Reply) -> Reply:
    """An answer without the secrets that its question held: some interfaces repeat the whole address, or send us on with it."""
    headers, body = reply.headers, reply.body
    for secret in secrets_for(manners, url):
        headers = {key: _without(secret, value) for key, value in headers.items()}
        form = _form(secret.value)
        if form and re.search(form.encode(), body):
            body = _without(secret, body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return reply if headers is reply.headers else Reply(reply.status, headers, body)


def body_without(body: bytes, values: Iterable[str]) -> bytes:
    """A body in which these values, as an address holds them, are covered; the very body where none of them stands."""
    for value in values:
        form = _form(unquote_plus(value))
        if form and re.search(form.encode(), body):
            body = re.sub(form, HIDDEN, body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return body


def _form(secret: str) -> str:
    """How a server may write it back, as a regular expression: each character as it is, or escaped for an address or for JSON.

    Empty for what is too short to be a secret: it stands in too many words to be taken out of them.
    """
    return "".join(map(_character, secret)) if len(secret) >= SHORTEST else ""


def _character(char: str) -> str:
    number = f"{ord(char):02x}"
    written = [re.escape(char), f"(?i:%{number}|\\\\u00{number})", *({"/": [r"\\/"], " ": [r"\+"]}.get(char, []))]
    return f"(?:{'|'.join(written)})"


def _without(secret: Secret, words: str) -> str:
    """The parameter of an address is taken out; where else the secret stands, it is covered."""
    if not (form := _form(secret.value)):
        return words
    said = re.escape(quote(secret.name)) + rf"(?:=|\\u003[dD]){form}"
    joint = r"(?:&amp;|\\u0026|&)"
    return re.sub(form, HIDDEN, re.sub(f"{joint}{said}|{said}{joint}?", "", words))
