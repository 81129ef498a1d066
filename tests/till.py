"""A tenant that collects through the stand-in for Stripe, and a postman for its messages."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any
from uuid import UUID

import httpx
import stripe
from sqlalchemy import text
from stripe import StripeClient, WebhookSignature

from invoiceflow.audit.domain.anchor import Anchors
from invoiceflow.delivery.actions.ask_to_pay import asking
from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.wiring import World
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.payments.actions.connect_account import ConnectAccount, connect_account
from invoiceflow.payments.actions.follow_object import FollowObject, Till, follow_object
from invoiceflow.payments.actions.open_checkout import OpenCheckout, open_checkout
from invoiceflow.payments.adapters.stripe_statements import StripeStatements
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.payment_account import OWN
from invoiceflow.payments.queries.beside_stripe import stripe_faults
from invoiceflow.reporting.queries import books
from invoiceflow.runtime.trust import trusted
from payments_house import an_invoice
from product import Changed, House, Product, as_it_is, open_changed_product, settings
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from stripe_house import a_platform, stripe_client

PLATFORM, CONNECT = "whsec_platform", "whsec_connect"
TOTAL = 19040
PATHS = {"own": "/webhooks/stripe", "connect": "/webhooks/stripe/connect"}
SECRETS = {"own": PLATFORM, "connect": CONNECT}
Message = dict[str, Any]


@dataclass(slots=True)
class Shop:
    """A product whose Stripe is a platform of its own at the stand-in, with one tenant that is connected."""

    product: Product
    house: House
    client: StripeClient
    account: str
    till: Till
    control: str
    delivered: int = 0

    async def invoice(self, **given: object) -> IssuedInvoice:
        """Issue an invoice of 190.40 EUR."""
        return await an_invoice(self.product, self.house, **given)

    async def checkout(self, invoice_id: InvoiceId, amount_minor: int | None = None) -> str:
        """Press "Pay", for all or a part, and return the address of Stripe's page."""
        return await open_checkout(
            self.till, replace(await self.asked(invoice_id), amount_minor=amount_minor)
        )

    async def asked(self, invoice_id: InvoiceId) -> OpenCheckout:
        """Return what asks for all that is open on an invoice."""
        asks = asking(self.product.world.database, self.product.clock)
        asked = await asks(self.house.tenant_id, invoice_id)
        return replace(asked, url="https://product.example/i/token")

    async def pay(self, url: str, number: str = "4242424242424242") -> httpx.Response:
        """Pay by card on Stripe's page."""
        form = {"kind": "card", "number": number, "email": "payer@client.example", "name": "Payer"}
        async with httpx.AsyncClient(verify=trusted()) as browser:
            return await browser.post(url, data=form)

    async def collect(self, invoice_id: InvoiceId, number: str = "4242424242424242") -> UUID:
        """Have an invoice paid by card, look at it, and return the payment's id."""
        await self.pay(await self.checkout(invoice_id), number)
        read = "SELECT session_id FROM checkouts WHERE invoice_id = :id"
        ((name,),) = await self.rows(read, id=invoice_id)
        await self.look_at(Topic.SESSION, name)
        ((payment_id,),) = await self.rows("SELECT id FROM payments WHERE invoice_id = :id", id=invoice_id)
        return UUID(str(payment_id))

    async def look_at(self, topic: Topic, name: str) -> None:
        """Look at an object at Stripe, as after a message about it."""
        await follow_object(self.till, FollowObject(self.house.tenant_id, self.account, Target(topic, name)))

    async def pay_by_debit(self, url: str, iban: str = "DE89370400440532013000") -> httpx.Response:
        """Pay by direct debit on Stripe's page."""
        form = {"kind": "sepa_debit", "iban": iban, "email": "payer@client.example", "name": "Payer"}
        async with httpx.AsyncClient(verify=trusted()) as browser:
            return await browser.post(url, data=form)

    async def go_on(self, **lasting: float) -> None:
        """Let time pass at Stripe, as in ``timedelta``; what falls due has happened when this returns."""
        seconds = timedelta(**lasting).total_seconds()
        async with httpx.AsyncClient(verify=trusted()) as control:
            moved = await control.post(f"{self.control}/clock", json={"key": self.key, "seconds": seconds})
        moved.raise_for_status()

    async def press(self, action: str, name: str, amount: int | None = None) -> None:
        """Have something happen at Stripe that a bank does, as a button of the stand-in's page would."""
        pressed = {"account": self.account, "action": action, "id": name, "amount": amount}
        async with httpx.AsyncClient(verify=trusted()) as control:
            (await control.post(f"{self.control}/press", json=pressed)).raise_for_status()

    async def spoil(self, *faults: Mapping[str, object]) -> None:
        """Have Stripe fail at its next requests (docs/stripe-stand-in.md, ``faults``), or be well again."""
        async with httpx.AsyncClient() as control:
            put = await control.put(f"{self.control}/faults", json=list(faults))
        put.raise_for_status()

    @property
    def key(self) -> str:
        """The key of the platform at Stripe."""
        return self.product.world.settings.stripe_secret_key

    def messages(self) -> list[Message]:
        """Return all that happened on the account, the oldest first, as it is sent."""
        listed = self.client.v1.events.list({"limit": 100}, self.here).data
        named = {"account": self.account} if self.here else {}
        return [{**each.to_dict(), **named} for each in reversed(listed)]

    @property
    def here(self) -> stripe.RequestOptions:
        """How Stripe is told which account is meant."""
        return {} if self.account == OWN else {"stripe_account": self.account}

    async def deliver(self, messages: Iterable[Message], whose: str = "connect") -> list[int]:
        """Deliver messages, signed as Stripe would, and return the answers' statuses."""
        return [
            (await self.send(json.dumps(each, default=str).encode(), whose)).status_code for each in messages
        ]

    async def send(self, body: bytes, whose: str = "connect", header: str | None = None) -> httpx.Response:
        """Send a body to an endpoint, signed unless a header is given."""
        at = int(self.product.clock.now().timestamp())
        signed = WebhookSignature.generate_signature_header(body.decode(), SECRETS[whose], at)
        headers = {"Stripe-Signature": signed if header is None else header}
        return await self.product.client().post(PATHS[whose], content=body, headers=headers)

    async def hear(self) -> None:
        """Deliver what happened since the last time, and let the jobs run."""
        messages = self.messages()
        whose = "connect" if self.here else "own"
        assert set(await self.deliver(messages[self.delivered :], whose)) <= {200}
        self.delivered = len(messages)
        await self.product.work()

    async def letters(self) -> list[str]:
        """Return the subjects of what the tenant's owner was written, the oldest first."""
        mailbox = self.control.removesuffix("/stripe/_control") + "/mail/api/messages"
        async with httpx.AsyncClient(verify=trusted()) as browser:
            listed = (await browser.get(mailbox, params={"to": self.house.owner.email})).json()
        return [message["subject"] for message in reversed(listed)]

    async def rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """Return what the tenant's own rows say."""
        async with self.product.world.database.as_tenant(self.house.tenant_id) as session:
            return [tuple(row) for row in await session.execute(text(statement), values)]

    async def differences(self) -> list[str]:
        """Return what ``invoiceflow verify`` would say of the tenant."""
        held, seen, anchors = self.product.world, Counter[str](), Anchors()
        found = books.differences(held.database, held.files, self.house.tenant_id, seen, anchors)
        return [each async for each in found]

    async def beside_stripe(self, page_size: int = 100) -> list[str]:
        """Return where ``invoiceflow verify`` would say that the books are not what Stripe holds."""
        held = self.product.world
        statements = StripeStatements(_client(held), page_size)
        return await stripe_faults(held.database, statements, self.house.tenant_id, Counter())


@asynccontextmanager
async def open_shop(
    services: Services,
    database: DatabaseUrls,
    sandbox: Sandbox,
    files: Path,
    changed: Changed = as_it_is,
    **different: object,
) -> AsyncIterator[Shop]:
    """
    Open a product on a platform of its own, with a tenant that may take cards; ``changed`` as product.py has it.

    ``different`` are settings that differ from those for connected accounts.
    """
    key, clock = await a_platform(sandbox)
    http = stripe.HTTPXClient(timeout=10, allow_sync_methods=True)
    own = replace(
        settings(database, services.redis_url, files),
        stripe_secret_key=key,
        stripe_api_base=sandbox.stripe_base,
        stripe_webhook_secrets=(PLATFORM,),
        stripe_connect_webhook_secrets=("whsec_newest", CONNECT),
        mail_url=sandbox.mail_url,
    )
    given = replace(own, **different)  # type: ignore[arg-type]  # names of Settings
    async with open_changed_product(given, changed, clock) as product:
        house = await product.house()
        till = wiring.till(product.world)
        assert till is not None
        client = stripe_client(sandbox.stripe_base, key, http)
        shop = Shop(product, house, client, "", till, f"{sandbox.stripe_base}/_control")
        await (take_own(shop) if product.world.settings.stripe_is_own else onboard(shop))
        try:
            yield shop
        finally:
            http.close()  # type: ignore[no-untyped-call]  # the SDK left its type out


def _client(held: World) -> StripeClient:
    assert held.stripe is not None
    return held.stripe


async def take_own(shop: Shop) -> None:
    """Have the tenant collect on the operator's own account."""
    here = f"https://product.example/app/{shop.house.slug}"
    at = shop.product.clock.now()
    command = ConnectAccount(shop.house.tenant_id, shop.house.owner, at, return_url=here, refresh_url=here)
    assert await connect_account(shop.till, command) == here
    shop.account = OWN


async def onboard(shop: Shop, button: str = "finish") -> None:
    """Connect the tenant, and press a button of Stripe's onboarding; what Stripe says of it is heard."""
    here = f"https://product.example/app/{shop.house.slug}"
    at = shop.product.clock.now()
    command = ConnectAccount(shop.house.tenant_id, shop.house.owner, at, return_url=here, refresh_url=here)
    url = await connect_account(shop.till, command)
    async with httpx.AsyncClient(verify=trusted()) as browser:
        await browser.post(url, data={"press": button})
    read = "SELECT account FROM payment_accounts WHERE tenant_id = :tenant AND disconnected_at IS NULL"
    (row,) = await shop.rows(read, tenant=shop.house.tenant_id)
    shop.account = row[0]
    related = {"id": shop.account, "type": "v2.core.account", "url": f"/v2/core/accounts/{shop.account}"}
    told: Message = {
        "id": f"evt_{token_hex(6)}",
        "object": "v2.core.event",
        "type": "v2.core.account[configuration.merchant].capability_status_updated",
        "livemode": False,
        "created": at.isoformat(),
        "related_object": related,
    }
    assert await shop.deliver([told], "own") == [200]
    await shop.product.work()
