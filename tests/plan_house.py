"""A product that sells plans through the stand-in for Stripe, and a tenant that buys one."""

import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import stripe
from sqlalchemy import text
from stripe import StripeClient, WebhookSignature

from caught_mail import subjects_to
from invoiceflow.audit.domain.anchor import Anchors
from invoiceflow.entrypoints import wiring
from invoiceflow.reporting.queries import books
from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from product import House, Product, open_product
from services import DatabaseUrls, Services
from stand_ins import Sandbox
from stripe_house import a_platform, advance, stripe_client

_SECRET = "whsec_platform"  # the stand-in's


async def on_free(product: Product) -> House:
    """Open a tenant whose trial is over."""
    house = await product.house()
    product.clock.advance(timedelta(days=40))
    _, browser = await product.signed_in(house.owner)
    return House(house.tenant_id, house.slug, house.owner, house.key, house.api, browser)


@dataclass(slots=True)
class Buyer:
    """A tenant, and a platform of its own at the stand-in."""

    product: Product
    house: House
    client: StripeClient
    sandbox: Sandbox
    desk: PlanDesk
    delivered: int = 0

    @property
    def path(self) -> str:
        """The address of the page of the plan."""
        return f"/app/{self.house.slug}/settings/plan"

    async def page(self, rest: str = "") -> str:
        """Return the page, in words."""
        answer = await self.house.browser.get(f"{self.path}{rest}", follow_redirects=True)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))

    async def press(self, what: str, **fields: str) -> httpx.Response:
        """Press a button of the page."""
        return await self.house.browser.post(f"{self.path}/{what}", data=fields)

    async def pay(self, url: str, number: str = "4242424242424242") -> httpx.Response:
        """Give a card on Stripe's page."""
        form = {"kind": "card", "number": number, "email": "owner@studio.example", "name": "Mara"}
        async with httpx.AsyncClient() as browser:
            return await browser.post(url, data=form)

    async def subscribe(self, plan: str = "pro") -> None:
        """Choose a plan, give a card, and let what Stripe says be heard."""
        answer = await self.press("start", plan=plan)
        assert answer.status_code == 303, answer.text
        await self.pay(answer.headers["location"])
        await self.hear()

    async def hear(self, *, times: int = 1) -> None:
        """Deliver what happened on the platform since the last time, and let the jobs run."""
        listed = list(self.client.v1.events.list({"limit": 100}).auto_paging_iter())
        messages = [each.to_dict() for each in reversed(listed)]
        for message in messages[self.delivered :] * times:
            body = json.dumps(message, default=str)
            at = int(self.product.clock.now().timestamp())
            signed = WebhookSignature.generate_signature_header(body, _SECRET, at)
            answer = await self.product.client().post(
                "/webhooks/stripe", content=body.encode(), headers={"Stripe-Signature": signed}
            )
            assert answer.status_code == 200, answer.text
        self.delivered = len(messages)
        await self.product.work()

    async def stripe_does(self, action: str, name: str) -> None:
        """Have something happen on the platform that Stripe does by itself."""
        platform = self.client.v1.accounts.retrieve_current().id
        given = {"action": action, "id": name, "account": platform}
        async with httpx.AsyncClient() as control:
            (await control.post(f"{self.sandbox.stripe_base}/_control/press", json=given)).raise_for_status()

    async def go_on(self, **time: int) -> None:
        """Let time pass, for the product and at Stripe."""
        step = timedelta(**time)
        self.product.clock.advance(step)
        advance(self.sandbox, self.client, int(step.total_seconds()))
        _, browser = await self.product.signed_in(self.house.owner)
        self.house = House(
            self.house.tenant_id, self.house.slug, self.house.owner, self.house.key, self.house.api, browser
        )

    async def letters(self) -> list[str]:
        """Return the subjects of what the owner was written, the newest first."""
        return await subjects_to(self.sandbox, self.house.owner.email)

    async def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what the tenant's own rows say."""
        async with self.product.world.database.as_tenant(self.house.tenant_id) as session:
            return [tuple(row) for row in await session.execute(text(statement))]

    async def differences(self) -> list[str]:
        """Return what ``invoiceflow verify`` would say of the tenant."""
        held, seen, anchors = self.product.world, Counter[str](), Anchors()
        found = books.differences(held.database, held.files, self.house.tenant_id, seen, anchors)
        return [each async for each in found]


@asynccontextmanager
async def open_buyer(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, files: Path
) -> AsyncIterator[Buyer]:
    """Open a product on a platform of its own, with a tenant that was opened a moment ago."""
    key, clock = await a_platform(sandbox)
    http = stripe.HTTPXClient(timeout=10, allow_sync_methods=True)
    given: dict[str, object] = {
        "sells_plans": True,
        "mail_url": sandbox.mail_url,
        "stripe_secret_key": key,
        "stripe_api_base": sandbox.stripe_base,
        "stripe_webhook_secrets": (_SECRET,),
        "stripe_connect_webhook_secrets": ("whsec_connect",),
    }
    async with open_product(database, services.redis_url, files, clock=clock, **given) as product:
        desk = wiring.plan_desk(product.world)
        assert desk is not None
        client = stripe_client(sandbox.stripe_base, key, http)
        try:
            yield Buyer(product, await product.house(), client, sandbox, desk)
        finally:
            http.close()  # type: ignore[no-untyped-call]  # the SDK left its type out
