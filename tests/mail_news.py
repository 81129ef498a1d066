"""Messages of SNS as tests send them: signed by the stand-in's own key, for mails that were really handed over."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from invoiceflow.delivery.queries import Told, told_of
from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.sandbox.fate.events import Sent, events_of
from invoiceflow.sandbox.sns.signer import Signer
from invoiceflow.sandbox.sns.topic import ARN, Topic
from payments_house import an_invoice
from product import House, Product, open_product
from services import DatabaseUrls, Services
from stand_ins import Sandbox


@dataclass(frozen=True, slots=True)
class MailRoom:
    """A product that believes the stand-in's topic, a tenant in it, and the topic."""

    product: Product
    house: House
    topic: Topic

    async def sent(self, recipient: str, invoice: IssuedInvoice | None = None) -> InvoiceId:
        """Send an invoice and let the mail server take it; return which."""
        found = invoice or await an_invoice(self.product, self.house)
        url = f"/api/v1/invoices/{found.id}/send"
        answer = await self.house.api.post(url, json={"recipient": recipient})
        assert answer.status_code == 202, answer.text
        await self.product.work()
        return found.id

    async def told(self, invoice_id: UUID) -> Told:
        """Return the newest delivery of an invoice, and what was told of it."""
        async with self.product.world.database.as_tenant(self.house.tenant_id) as session:
            return (await told_of(session, InvoiceId(invoice_id)))[0]

    async def events(self, invoice_id: UUID, **changed: Any) -> list[dict[str, Any]]:
        """Return what SES would tell of an invoice's newest email, by the name of its recipient."""
        delivery = (await self.told(invoice_id)).delivery
        at = self.product.clock.now()
        raw = b"Subject: An invoice\r\n\r\n"
        sent = Sent(delivery.provider_id, "invoices@invoiceflow.example", delivery.recipient, raw, at, {})
        return list(events_of(replace(sent, **changed)))

    def envelope(self, event: object, *, version: str = "2", at: datetime | None = None) -> dict[str, str]:
        """Return an event as SNS sends it, signed."""
        return self.topic.notification(json.dumps(event), at or self.product.clock.now(), version=version)

    async def post(self, envelope: object) -> httpx.Response:
        """Send an envelope to the product, as SNS would."""
        headers = {"content-type": "text/plain; charset=UTF-8"}
        body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
        return await self.product.client().post("/webhooks/ses", content=body, headers=headers)

    async def tell(self, invoice_id: UUID) -> None:
        """Tell everything of an invoice's newest email."""
        for event in await self.events(invoice_id):
            assert (await self.post(self.envelope(event))).status_code == 200
        await self.product.work()


@asynccontextmanager
async def open_mail_room(
    database: DatabaseUrls,
    services: Services,
    sandbox: Sandbox,
    folder: Path,
    data_folder: Path,
) -> AsyncIterator[MailRoom]:
    """Open a product whose mail the catcher takes, and whose news the stand-in's topic signs."""
    topic = Topic(Signer(data_folder / "sandbox" / "sns"), f"{sandbox.url}/sns")
    settings: dict[str, object] = {
        "mail_url": sandbox.mail_url,
        "ses_topic_arn": ARN,
        "sns_endpoint": topic.url,
    }
    async with open_product(database, services.redis_url, folder, clock=None, **settings) as product:
        yield MailRoom(product, await product.house(), topic)
