"""Waiting that ends when nobody wants the answer any more.

Threads that work ahead of a consumer must stop when it leaves, by Ctrl-C or an error: a server may ask for minutes of patience,
and a large file takes hours. Each such thread knows an event that its consumer sets. Other threads have none.
"""

import threading
import time
from concurrent.futures import CancelledError


class _Thread(threading.local):
    left: threading.Event | None = None  # set when the consumer leaves


_THREAD = _Thread()


def cancel_on(left: threading.Event) -> None:
    """This thread works from now on for a consumer who has left when `left` is set."""
    _THREAD.left = left


def raise_if_cancelled() -> None:
    """Raise CancelledError if this thread's consumer has left."""
    if _THREAD.left is not None and _THREAD.left.is_set():
        raise CancelledError


def sleep(seconds: float) -> None:
    """Sleep; raises CancelledError as soon as this thread's consumer leaves."""
    if _THREAD.left is None:
        time.sleep(seconds)
    elif _THREAD.left.wait(seconds):
        raise CancelledError
