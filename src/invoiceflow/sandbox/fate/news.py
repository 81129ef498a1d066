"""News of messages on their way: published to the topic, and from there to a queue and to web addresses."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
from litestar import Litestar

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.fate.events import Sent, events_of
from invoiceflow.sandbox.sns.topic import Topic
from invoiceflow.sandbox.sqs.messages import Messages

_LOG = logging.getLogger(__name__)
_TRIES_SECONDS = (0, 1, 2, 5, 20, 60)
"""After how long a web address that did not answer 2xx is asked again; SNS goes on for about an hour."""


class News:
    """Sends in the background what became of messages, one after the other; what is not sent is lost at the end."""

    def __init__(self, topic: Topic, queue: Messages, webhooks: Sequence[str]) -> None:
        self._topic = topic
        self._queue = queue
        self._webhooks = webhooks
        self._waiting: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    def tell(self, sent: Sent) -> None:
        """Publish what becomes of a message for one recipient."""
        for event in events_of(sent):
            envelope = self._topic.notification(json.dumps(event), clock.now())
            self._queue.send(json.dumps(envelope))
            self._waiting.put_nowait(envelope)

    @asynccontextmanager
    async def running(self, _: Litestar) -> AsyncIterator[None]:
        """Send for as long as the stand-ins serve."""
        task = asyncio.create_task(self._post_forever())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _post_forever(self) -> None:
        async with httpx.AsyncClient(timeout=15, trust_env=False) as http, asyncio.TaskGroup() as posting:
            while True:
                envelope = await self._waiting.get()
                for url in self._webhooks:
                    posting.create_task(_post(http, url, envelope))


async def _post(http: httpx.AsyncClient, url: str, envelope: dict[str, Any]) -> None:
    headers = {
        "content-type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-type": envelope["Type"],
        "x-amz-sns-message-id": envelope["MessageId"],
        "x-amz-sns-topic-arn": envelope["TopicArn"],
        "user-agent": "Amazon Simple Notification Service Agent",
    }
    for seconds in _TRIES_SECONDS:
        await asyncio.sleep(seconds)
        with suppress(httpx.HTTPError):
            answer = await http.post(url, content=json.dumps(envelope), headers=headers)
            if answer.is_success:
                return
    _LOG.warning("news of an email was taken by nobody: %s", url)
