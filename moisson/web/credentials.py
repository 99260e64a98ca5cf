"""How a host is told who asks: a secret from the environment, for that host and port and no other, never over an open line.

It goes into the header `Authorization`, or where `manners.credential_in` says. One that stands in an address is put there last,
as the request leaves, so that no log, error, redirect or memory holds the address with it.
"""

import os
import re
from dataclasses import replace
from urllib.parse import quote

import httpx2

from moisson.errors import SourceError
from moisson.web.failure import Failure
from moisson.web.hosts import at_port, host_name
from moisson.web.manners import Manners
from moisson.web.wire import Reply

HIDDEN = "…"
SHORTEST = 6


def secret_for(manners: Manners, url: httpx2.URL) -> str | None:
    """The secret for this address; None where none is to go there. Raises SourceError where it is named and not to be had."""
    variable = next((manners.credentials[host] for host in _hosts(url) if host in manners.credentials), None)
    if variable is None or (url.scheme != "https" and not manners.allows(url.host)):
        return None
    place, name = manners.credential_place(_hosts(url))
    if not (secret := os.environ.get(variable, "").strip()):
        raise SourceError(
            f"manners.credentials names the environment variable {variable} for {url.host}, and it is not set: give it what"
            f" the {place} `{name}` is to say."
        )
    if not (secret.isprintable() and secret.isascii()):
        raise SourceError(f"the environment variable {variable} holds what no {place} can say: more than a line of ASCII.")
    return secret


def _hosts(url: httpx2.URL) -> list[str]:
    """By which names the manners may mean a host: without a port it is the usual one, for at another is somebody else."""
    name = host_name(url.host)
    usual = 443 if url.scheme == "https" else 80
    return [at_port(name, url.port or usual), *([name] if url.port in (None, usual) else [])]


def with_secret(manners: Manners, url: httpx2.URL) -> tuple[httpx2.URL, dict[str, str]]:
    """The address as it is asked, and the header that goes with it."""
    secret = secret_for(manners, url)
    if secret is None:
        return url, {}
    place, name = manners.credential_place(_hosts(url))
    if place == "header":
        return url, {name: secret}
    if url.path == "/robots.txt" or url.path.startswith("/.well-known/"):
        return url, {}  # files, not the interface
    asked = f"{quote(name)}={quote(secret, safe='')}".encode()
    return url.copy_with(query=url.query + b"&" + asked if url.query else asked), {}


def covered(manners: Manners, url: httpx2.URL, name: str, failure: Failure) -> Failure:
    """A failure that names the address as it was before the secret came into it."""
    secret = secret_for(manners, url)
    detail = failure.detail if secret is None else _without(manners, url, secret, failure.detail)
    return replace(failure, url=name, detail=detail)


def cleaned(manners: Manners, url: httpx2.URL, reply: Reply) -> Reply:
    """An answer without the secret that its question held: some interfaces repeat the whole address, or send us on with it."""
    secret = secret_for(manners, url)
    if secret is None:
        return reply
    headers = {key: _without(manners, url, secret, value) for key, value in reply.headers.items()}
    body = reply.body
    form = _form(secret)
    if form and re.search(form.encode(), body):
        words = body.decode("utf-8", "surrogateescape")
        body = _without(manners, url, secret, words).encode("utf-8", "surrogateescape")
    return Reply(reply.status, headers, body)


def _form(secret: str) -> str:
    """How a server may write it back, as a regular expression: each character as it is, or escaped for an address or for JSON.

    Empty for what is too short to be a secret: it stands in too many words to be taken out of them.
    """
    return "".join(map(_character, secret)) if len(secret) >= SHORTEST else ""


def _character(char: str) -> str:
    number = f"{ord(char):02x}"
    written = [re.escape(char), f"(?i:%{number}|\\\\u00{number})", *({"/": [r"\\/"], " ": [r"\+"]}.get(char, []))]
    return f"(?:{'|'.join(written)})"


def _without(manners: Manners, url: httpx2.URL, secret: str, words: str) -> str:
    """The parameter of an address is taken out; where else the secret stands, it is covered."""
    if not (form := _form(secret)):
        return words
    said = re.escape(quote(manners.credential_place(_hosts(url))[1])) + rf"(?:=|\\u003[dD]){form}"
    joint = r"(?:&amp;|\\u0026|&)"
    return re.sub(form, HIDDEN, re.sub(f"{joint}{said}|{said}{joint}?", "", words))
