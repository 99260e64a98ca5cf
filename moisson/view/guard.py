"""Who may see the pages: whoever has the link that the command printed, from a browser that asks for this very server.

The link's token is exchanged for a cookie at once, so that it stays in no address. A page of another host that a browser is made
to ask us under another name (DNS rebinding) is refused by its Host. What a form sends must come from a page of ours, by its
Origin: a cookie is sent to all ports of a host. No page may load, run or send anything but our own style sheet and forms.
"""

from collections.abc import Sequence
from secrets import compare_digest
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN = "token"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with none at all browsers do not say where a form comes from, either
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
ASKED = "This page is for whoever started moisson view: open the link that it printed in the terminal.\n"
ELSEWHERE = "This server does not answer under that name; open the link that moisson view printed.\n"
FOREIGN = "This was not sent by a page of this server.\n"


class Guard:
    """An ASGI application around another: checks Host and token, and adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp, token: str, hosts: Sequence[str], port: int) -> None:
        self._app, self._token = app, token
        self._hosts = {f"{host}:{port}" for host in hosts} | ({*hosts} if port == 80 else set())
        self._cookie = f"moisson-{port}"  # cookies of a host are sent to all its ports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await (self._refusal(scope) or self._app)(scope, receive, with_headers)

    def _is_of_our_page(self, headers: Headers) -> bool:
        """Whether the browser says that a form was on a page of ours: by its address, or behind a proxy by its own comparison."""
        scheme, _, host = headers.get("origin", "").partition("://")
        return (scheme in ("http", "https") and host in self._hosts) or headers.get("sec-fetch-site") == "same-origin"

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to whoever is not let in, or comes with the token; None for who may see the page."""
        headers = Headers(scope=scope)
        if headers.get("host", "") not in self._hosts:
            return PlainTextResponse(ELSEWHERE, 421)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return PlainTextResponse("These pages are only read.\n", 405, {"allow": "GET, HEAD, POST"})
        if scope["method"] == "POST" and not self._is_of_our_page(headers):
            return PlainTextResponse(FOREIGN, 403)
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if (given := dict(query).get(TOKEN)) is not None and compare_digest(given.encode(), self._token.encode()):
            rest = urlencode([each for each in query if each[0] != TOKEN])
            path = "/" + scope["path"].lstrip("/")  # `//host` would lead elsewhere
            answer = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            answer.set_cookie(self._cookie, self._token, path="/", httponly=True, samesite="strict")
            return answer
        cookie = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        return None if compare_digest(cookie.encode(), self._token.encode()) else PlainTextResponse(ASKED, 403)
