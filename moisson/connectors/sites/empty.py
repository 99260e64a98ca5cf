"""Empty lists: a page filled by a script, a sitemap being rebuilt, or the truth."""

from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError


def doubt_if_empty(memory: Store, key: str, url: str, named: int, today: str) -> None:
    """Doubt an empty list: always if it never named any document, for a day if it did.

    `key` is the list's key in the store, `today` an ISO 8601 date. Raises FetchError in doubt.
    """
    known = memory.known(key)
    if named:
        memory.remember(key, {"empty_since": None})
    elif known is None:
        raise FetchError(
            f"{url} names no document; what a script puts into a page is not seen here. Name a list that names some, such as a"
            " sitemap or a feed, or take this one out of `source.toml`."
        )
    else:
        since = known["empty_since"] or today
        memory.remember(key, {"empty_since": since})
        if since == today:
            raise FetchError(
                f"{url} names no document any more, and did at the last harvest. What it named is kept; where it still names none"
                " on another day, it is believed."
            )
