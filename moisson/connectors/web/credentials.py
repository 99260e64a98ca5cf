"""Credentials: secrets from the environment, and secrets in addresses of the description.

The first go to their own host and port only, encrypted, in `Authorization` or where `manners.credential_in` says. The second are
removed from the description when it is read. Secrets enter an address last, as the request leaves, so that no log, error,
redirect or store holds them.
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
FILES = ("/robots.txt", "/.well-known/")  # requested without a secret


class Secret(NamedTuple):
    """A secret for a host, in a `header` or the `query`; `written` is its form in an address."""

    place: str
    name: str
    value: str
    written: str


def secrets_for(manners: Manners, url: httpx2.URL) -> list[Secret]:
    """The secrets for this address. Raises SourceError if one is named but not set."""
    borne = [Secret("query", unquote_plus(name), unquote_plus(value), value) for name, value in manners.secrets_to(url)]
    variable = next((manners.credentials[host] for host in _hosts(url) if host in manners.credentials), None)
    if variable is None or (url.scheme != "https" and not manners.allows(url.host)):
        return borne
    place, name = manners.credential_place(_hosts(url))
    if not (secret := os.environ.get(variable, "").strip()):
        raise SourceError(
            f"manners.credentials names the environment variable {variable} for {url.host}, which is not set: set it to the"
            f" value of the {place} `{name}`."
        )
    if not (secret.isprintable() and secret.isascii()):
        raise SourceError(f"the environment variable {variable} is not one line of ASCII, as a {place} must be.")
    return [*borne, Secret(place, name, secret, quote(secret, safe=""))]


def _hosts(url: httpx2.URL) -> list[str]:
    """The names under which manners may mean a host. Without a port the default port is meant."""
    name = host_name(url.host)
    usual = 443 if url.scheme == "https" else 80
    return [at_port(name, url.port or usual), *([name] if url.port in (None, usual) else [])]


def with_secret(manners: Manners, url: httpx2.URL) -> tuple[httpx2.URL, dict[str, str]]:
    """The address and headers as they are sent."""
    found = secrets_for(manners, url)
    headers = {one.name: one.value for one in found if one.place == "header"}
    if url.path.startswith(FILES):
        return url, headers
    parts = [f"{quote(one.name)}={one.written}".encode() for one in found if one.place == "query"]
    query = b"&".join([url.query] * bool(url.query) + parts)
    return (url.copy_with(query=query) if query != url.query else url), headers


def failure_without_secrets(manners: Manners, url: httpx2.URL, name: str, failure: Failure) -> Failure:
    """A failure without the secrets of its request."""
    detail = failure.detail
    for secret in secrets_for(manners, url):
        detail = _without(secret, detail)
    return replace(failure, url=name, detail=detail)


def reply_without_secrets(manners: Manners, url: httpx2.URL, reply: Reply) -> Reply:
    """A reply without the secrets of its request, which some interfaces repeat."""
    headers, body = reply.headers, reply.body
    for secret in secrets_for(manners, url):
        headers = {key: _without(secret, value) for key, value in headers.items()}
        form = _form(secret.value)
        if form and re.search(form.encode(), body):
            body = _without(secret, body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return reply if headers is reply.headers else Reply(reply.status, headers, body)


def body_without(body: bytes, values: Iterable[str]) -> bytes:
    """A body with these values, as written in an address, hidden; the same object if none occurs."""
    for value in values:
        form = _form(unquote_plus(value))
        if form and re.search(form.encode(), body):
            body = re.sub(form, HIDDEN, body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return body


def _form(secret: str) -> str:
    """A regular expression for how servers may repeat a secret: plain, or escaped for an address or JSON.

    Empty if it is too short: it would match ordinary text.
    """
    return "".join(map(_character, secret)) if len(secret) >= SHORTEST else ""


def _character(char: str) -> str:
    number = f"{ord(char):02x}"
    written = [re.escape(char), f"(?i:%{number}|\\\\u00{number})", *({"/": [r"\\/"], " ": [r"\+"]}.get(char, []))]
    return f"(?:{'|'.join(written)})"


def _without(secret: Secret, words: str) -> str:
    """Remove the query parameter; hide the secret anywhere else."""
    if not (form := _form(secret.value)):
        return words
    said = re.escape(quote(secret.name)) + rf"(?:=|\\u003[dD]){form}"
    joint = r"(?:&amp;|\\u0026|&)"
    return re.sub(form, HIDDEN, re.sub(f"{joint}{said}|{said}{joint}?", "", words))
