"""
What became of emails, asked of a queue for as long as a worker runs.

A message is deleted once what it tells is committed. One that cannot be dealt with stays: it comes back a minute later,
and lies among the dead letters after some tries, where an alarm finds it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from invoiceflow.delivery.actions.read_notices import Unreadable
from invoiceflow.delivery.actions.take_news import TakeNews, take_news
from invoiceflow.entrypoints.outside import mail_queue_of
from invoiceflow.entrypoints.wiring import World
from invoiceflow.runtime.sqs import MessageQueue, QueueAway, Received

_REST_SECONDS: Final = 15

log = structlog.get_logger()


@asynccontextmanager
async def listening(world: World) -> AsyncIterator[None]:
    """Ask again and again for as long as the context is open; not at all where the settings name no queue."""
    queue = mail_queue_of(world.settings, world.clock)
    if queue is None:
        yield
        return
    task = asyncio.create_task(_listen_for_ever(world, queue))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _listen_for_ever(world: World, queue: MessageQueue) -> None:
    while True:
        try:
            await listen(world, queue)
        except QueueAway as away:
            log.warning("mail_news.away", why=str(away))
            await asyncio.sleep(_REST_SECONDS)


async def listen(world: World, queue: MessageQueue) -> int:
    """Deal with what the queue gives out at once; return how many messages. Raises QueueAway."""
    messages = await queue.receive()
    for message in messages:
        if await _taken(world, message):
            await queue.delete(message)
    return len(messages)


async def _taken(world: World, message: Received) -> bool:
    command = TakeNews(message.body, world.settings.ses_topic_arn, world.clock.now())
    try:
        await take_news(world.database, command)
    except (Unreadable, SQLAlchemyError, OSError) as fault:
        log.warning("mail_news.left", id=message.message_id, why=str(fault)[:300])
        return False
    return True
