"""The option `--proxy`, which every command takes that may ask a far host."""

from typing import Annotated

import typer


def ask_through(address: str | None) -> str | None:
    """Ask through this proxy from now on; raises UserError where it can be none."""
    if address is not None:
        from moisson.web.proxy import use

        use(address)
    return address


Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy",
        metavar="URL",
        callback=ask_through,
        help="Ask through this proxy (http://host:port); else HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.",
    ),
]
