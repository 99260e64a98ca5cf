"""Talking to a proxy: CONNECT for https, forwarded requests for http."""

import socket
import time

import h11

from moisson.connectors.web.failure import Failure
from moisson.connectors.web.proxy import Proxy

LONGEST_HEAD = 64 << 10  # bytes
READ_BYTES = 4_096


def connect_to_proxy(proxy: Proxy, timeout_s: float) -> socket.socket:
    """A connection to a proxy, wherever it is: the operator named it. Raises Failure."""
    try:
        connection = socket.create_connection((proxy.host, proxy.port), timeout_s)
    except OSError as error:
        raise Failure("", "connect", f"no connection to the proxy {proxy.name} ({error}).") from None
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def tunnel(proxy: Proxy, connection: socket.socket, place: str, timeout_s: float) -> None:
    """Have a proxy connect to a host (RFC 9110, 9.3.6). Raises Failure."""
    http, until = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD), time.monotonic() + timeout_s
    asked = http.send(h11.Request(method="CONNECT", target=place, headers=[(b"Host", place.encode()), *proxy.headers]))
    try:
        connection.sendall((asked or b"") + (http.send(h11.EndOfMessage()) or b""))
        while not isinstance(answer := http.next_event(), h11.Response):
            if answer is h11.NEED_DATA:
                connection.settimeout(max(until - time.monotonic(), 0.001))
                http.receive_data(connection.recv(READ_BYTES))
            elif not isinstance(answer, h11.InformationalResponse):
                raise Failure("", "protocol", f"the proxy {proxy.name} ended the connection before it answered.")
    except h11.RemoteProtocolError as error:
        raise Failure("", "protocol", f"the answer of the proxy {proxy.name} is not HTTP ({error}).") from None
    except TimeoutError:
        raise Failure("", "timeout", f"the proxy {proxy.name} was silent for {timeout_s:g} s.") from None
    except OSError as error:
        raise Failure("", "cut", f"the proxy {proxy.name} hung up ({error}).") from None
    status = answer.status_code
    if 200 <= status < 300:
        if http.trailing_data[0]:
            raise Failure("", "protocol", f"the proxy {proxy.name} sent more than its answer.")
        connection.settimeout(timeout_s)
    elif status == 407:
        raise Failure("", "proxy-refused", proxy.unknown)
    elif 400 <= status < 500 and status not in (408, 429):
        raise Failure("", "proxy-refused", f"the proxy {proxy.name} does not let anybody through to {place} ({status}).")
    else:
        raise Failure("", "connect", f"the proxy {proxy.name} gives no connection to {place} ({status}).")


def proxied_request(request: h11.Request, proxy: Proxy) -> h11.Request:
    """A request in the form for proxies: absolute address and credentials (RFC 9112, 3.2.2)."""
    host = next(value for name, value in request.headers if name == b"host")
    headers = [*request.headers.raw_items(), *proxy.headers]
    return h11.Request(method=request.method, target=b"http://" + host + request.target, headers=headers)
