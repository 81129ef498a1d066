"""
A story at Stripe that is lived through once, and told again of other payments, in whatever order.

Whatever the product asks while it looks at each message is written down, as the stand-in answers it. Told again, the
same requests get the same answers, with names of their own for each payment. So the official SDK, the adapter, the
inbox and PostgreSQL take part, and only the way to the stand-in is saved.
"""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import stripe

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.wiring import REACTIONS
from invoiceflow.invoicing.events import InvoiceIssued
from invoiceflow.runtime.database import Database
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from stripe_house import key_of, stripe_client
from till import TOTAL, Message, Shop, open_shop

Answer = tuple[bytes, int, Mapping[str, str]]

# Objects of one payment; accounts and products are everybody's.
_NAME = re.compile(r"\b((?:cs_test|pi|ch|py|re|dp|du|txn|evt)_[A-Za-z0-9]{12,})(?![A-Za-z0-9])")
_TOLD = re.compile(r"_told(\d+)(?![A-Za-z0-9])")
PARTS_MINOR = (20_00, 10_00)
"""The two partial refunds of the story."""


@dataclass(slots=True)
class Story:
    """Messages in the order in which they were sent, and what Stripe answered when each was the latest."""

    checkout_id: str
    opened: Answer
    messages: list[Message] = field(default_factory=list)
    answers: list[dict[str, Answer]] = field(default_factory=list)

    def places(self, *kinds: str) -> list[int]:
        """Return where the first messages of these types stand; a type that is named twice, its first two."""
        types = [each["type"] for each in self.messages]
        found: list[int] = []
        for kind in kinds:
            found.append(types.index(kind, found[-1] + 1 if found and types[found[-1]] == kind else 0))
        return found


class Teller(stripe.HTTPXClient):
    """The SDK's own client, which writes down what it hears, and later says it again."""

    def __init__(self) -> None:
        super().__init__(timeout=10, allow_sync_methods=True)
        self.heard: dict[str, Answer] = {}
        self.story: Story | None = None
        self.unknown: list[str] = []
        self._stands: list[int] = []
        self._checkouts: list[str] = []
        self._first = 0

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: object = None
    ) -> Answer:
        """Answer from the story once there is one; before, ask, and write the answer down."""
        question = f"{method} {url}"
        if self.story is not None:
            return self._told(self.story, question, headers)
        answer: Answer = await super().request_async(method, url, headers, post_data)
        self.heard[question] = answer
        return answer

    def begin(self) -> int:
        """Have Stripe list no events of payments before; return the number of the next."""
        self._first = len(self._stands)
        return self._first

    def message(self, number: int, place: int) -> Message:
        """Return a message of the story, as it is about one of the payments; Stripe stands there at least."""
        assert self.story is not None
        self.reach(number, place)
        told: Message = json.loads(self._of(number, json.dumps(self.story.messages[place])))
        return told

    def reach(self, number: int, place: int) -> None:
        """Have Stripe come so far with one of the payments, or be where it is beyond that."""
        self._stands[number] = max(self._stands[number], place)

    def finish(self) -> None:
        """Bring all payments to the end of the story."""
        assert self.story is not None
        self._stands = [len(self.story.messages) - 1] * len(self._stands)

    def _told(self, story: Story, question: str, headers: Mapping[str, str]) -> Answer:
        if question.startswith("post") and question.endswith("/v1/checkout/sessions"):
            self._stands.append(-1)
            self._checkouts.append(headers["Idempotency-Key"])
            return self._as(len(self._stands) - 1, story.opened)
        if "/v1/events?" in question:
            return self._events(story)
        found = _TOLD.search(question)
        number = int(found[1]) if found else -1
        known = story.answers[self._stands[number]] if found and self._stands[number] >= 0 else {}
        answer = known.get(_TOLD.sub("", question))
        if answer is None:
            self.unknown.append(question)
            return b"{}", 404, {}
        return self._as(number, answer)

    def _events(self, story: Story) -> Answer:
        told = [
            self._of(number, json.dumps(each))
            for number in range(self._first, len(self._stands))
            for each in story.messages[: self._stands[number] + 1]
        ]
        body = '{"object": "list", "url": "/v1/events", "has_more": false, "data": [' + ",".join(told) + "]}"
        return body.encode(), 200, {}

    def _as(self, number: int, answer: Answer) -> Answer:
        body, status, headers = answer
        return self._of(number, body.decode()).encode(), status, headers

    def _of(self, number: int, words: str) -> str:
        assert self.story is not None
        named = _NAME.sub(rf"\1_told{number}", words)
        return named.replace(self.story.checkout_id, self._checkouts[number])


def without_documents(world: wiring.World, url: str) -> wiring.World:
    """Return a process's world in which issuing does not cause a document."""
    reactions = {**REACTIONS, InvoiceIssued: replace(REACTIONS[InvoiceIssued], later=())}
    return replace(world, database=Database(url, reactions=reactions))


@asynccontextmanager
async def open_told_shop(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, files: Path
) -> AsyncIterator[tuple[Shop, Teller]]:
    """Open a shop that has lived through the story, and hears it again from now on."""
    teller = Teller()

    def changed(world: wiring.World, url: str) -> wiring.World:
        assert world.stripe is not None
        told = stripe_client(sandbox.stripe_base, key_of(world.stripe), teller)
        return replace(without_documents(world, url), stripe=told)

    async with open_shop(services, database, sandbox, files, changed) as shop:
        teller.story = await _lived(shop, teller)
        yield shop, teller


async def _lived(shop: Shop, teller: Teller) -> Story:
    """Live through it: paid by card, refunded in two parts, disputed, lost."""
    invoice = await shop.invoice()
    shop.delivered = len(shop.messages())
    page = await shop.checkout(invoice.id)
    opened = next(answer for asked, answer in teller.heard.items() if asked.endswith("/v1/checkout/sessions"))
    ((checkout_id,),) = await shop.rows("SELECT id::text FROM checkouts")
    story = Story(checkout_id, opened)
    await shop.pay(page)
    await _look(shop, teller, story)
    options: stripe.RequestOptions = {"stripe_account": shop.account}
    (intent,) = shop.client.v1.payment_intents.list(options=options).data
    for amount_minor in PARTS_MINOR:
        shop.client.v1.refunds.create({"payment_intent": intent.id, "amount": amount_minor}, options)
        await _look(shop, teller, story)
    await shop.press("dispute.open", str(intent.latest_charge), TOTAL - sum(PARTS_MINOR))
    await _look(shop, teller, story)
    (dispute,) = shop.client.v1.disputes.list(options=options).data
    await shop.press("dispute.lose", dispute.id)
    await _look(shop, teller, story)
    return story


async def _look(shop: Shop, teller: Teller, story: Story) -> None:
    """Tell everything so far anew, and write down what was asked of Stripe and answered meanwhile."""
    listed = [each for each in shop.messages()[shop.delivered :] if _is_of_payment(each)]
    new = listed[len(story.messages) :]
    teller.heard = {}
    again = [{**each, "id": f"{each['id']}_at{len(story.messages)}"} for each in [*story.messages, *new]]
    assert set(await shop.deliver(again)) == {200}
    await shop.product.work()
    story.messages += new
    story.answers += [teller.heard] * len(new)


def _is_of_payment(message: Message) -> bool:
    return bool(_NAME.match(message["data"]["object"]["id"]))
