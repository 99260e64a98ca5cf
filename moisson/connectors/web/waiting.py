"""Waiting that ends when nobody wants the answer any more.

Threads that work ahead of somebody (`ahead.in_order`) must not go on when that one leaves, by Ctrl-C or by an error: a server may
ask to wait for minutes, and a large file comes for hours. Each such thread knows the event by which its own taker leaves. Other
threads know none: what stops them is what is raised in them.
"""

import threading
import time
from concurrent.futures import CancelledError


class _Thread(threading.local):
    left: threading.Event | None = None  # set when who takes the answers has left


_THREAD = _Thread()


def cancel_on(left: threading.Event) -> None:
    """From now on, this thread works for somebody who has left when this is set."""
    _THREAD.left = left


def raise_if_cancelled() -> None:
    """Raise CancelledError where nobody takes what this thread works for."""
    if _THREAD.left is not None and _THREAD.left.is_set():
        raise CancelledError


def sleep(seconds: float) -> None:
    """Sleep; raises CancelledError as soon as nobody takes what this thread works for."""
    if _THREAD.left is None:
        time.sleep(seconds)
    elif _THREAD.left.wait(seconds):
        raise CancelledError
