"""What the web process does at the first word of its end, before the server waits for requests to finish."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def at_stop(act: Callable[[], None]) -> Iterator[None]:
    """
    Do something in the running loop when the process is told to stop; the server's own handling goes on.

    Loops learn of signals through a file descriptor and leave an empty handler behind, so this one takes the place of
    nothing. Outside the main thread there are no signals, and nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()

    def told(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)

    before = {number: signal.signal(number, told) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
