"""
How a task that goes on for ever is ended.

A cancellation can be lost: a client whose connection fails while it is closed raises that failure in its place, and the
task takes it for one of those that it lives with.
"""

import asyncio
from typing import Final

_AGAIN_SECONDS: Final = 1


async def end(task: "asyncio.Task[None]") -> None:
    """Cancel a task until it is done."""
    while not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=_AGAIN_SECONDS)


def is_ending() -> bool:
    """Return whether the running task was cancelled, whatever came of that."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
