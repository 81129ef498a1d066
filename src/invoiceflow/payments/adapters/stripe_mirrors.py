"""Makes and ends invoices at Stripe, as mirrors of issued ones; they are read in stripe_mirror_reading.py."""

from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from stripe import Invoice, RequestOptions, StripeClient
from stripe.params import InvoiceAddLinesParamsLine

from invoiceflow.payments.adapters import stripe_mirror_reading as reading
from invoiceflow.payments.adapters.stripe_asking import on_account
from invoiceflow.payments.domain.mirror import LONGEST_TEXT, Entry
from invoiceflow.payments.domain.provider_amounts import to_provider
from invoiceflow.payments.domain.seen import SeenMirror, SessionStatus
from invoiceflow.payments.ports import Declined, MirrorOrder, NothingThere
from invoiceflow.runtime.stripe import asked

_WITH_CHARGE: Final = ["data.payment.payment_intent.latest_charge"]


@dataclass(frozen=True, slots=True)
class StripeMirrors:
    """The port's one implementation (payments/ports.py)."""

    client: StripeClient

    async def payer(self, order: MirrorOrder, known: str) -> str:
        """Update the client's entry at Stripe, or make one, also where the tenant has deleted it there."""
        payers, said, options = self.client.v1.customers, _payer_of(order), on_account(order.account)
        if known:
            with suppress(NothingThere):
                return (await asked(payers.update_async(known, said, options))).id
        key = f"{order.checkout_id}.payer.{known}"
        return (await asked(payers.create_async(said, {"idempotency_key": key, **options}))).id

    async def begin(self, order: MirrorOrder, payer: str) -> str:
        """Begin a draft that Stripe neither finalizes by itself nor puts anything on, and computes no tax for."""
        draft = await asked(
            self.client.v1.invoices.create_async(
                {
                    "customer": payer,
                    "currency": order.currency.lower(),
                    "auto_advance": False,
                    "automatic_tax": {"enabled": False},
                    "collection_method": "send_invoice",
                    "due_date": int(order.mirror.due_at(order.made_at).timestamp()),
                    "pending_invoice_items_behavior": "exclude",
                    "description": order.title,
                    "footer": order.mirror.note,
                    "metadata": {"checkout": str(order.checkout_id)},
                },
                {"idempotency_key": f"{order.checkout_id}.{payer}", **on_account(order.account)},
            )
        )
        return draft.id

    async def fill(self, order: MirrorOrder, name: str) -> SeenMirror:
        """Add all lines at once, so that a draft has all of them or none."""
        seen = await self._invoice(order.account, name)
        if seen.status == SessionStatus.DRAFT and not seen.lines.data:
            lines = [_line(each, order.currency) for each in order.mirror.entries]
            options: RequestOptions = {
                "idempotency_key": f"{order.checkout_id}.lines",
                **on_account(order.account),
            }
            await asked(self.client.v1.invoices.add_lines_async(name, {"lines": lines}, options))
        return await self.invoice(order.account, name)

    async def finalize(self, account: str, name: str) -> SeenMirror:
        """Finalize a draft. Stripe sends no email of it: the client has ours."""
        finalizing = self.client.v1.invoices.finalize_invoice_async(
            name, {"auto_advance": False}, on_account(account)
        )
        return await self._after(finalizing, account, name)

    async def invoice(self, account: str, name: str) -> SeenMirror:
        """Return how an invoice stands, which takes two requests."""
        # In this order: what was paid in between is not taken for ended.
        found = await self._invoice(account, name)
        payments = await asked(
            self.client.v1.invoice_payments.list_async(
                {"invoice": name, "expand": _WITH_CHARGE}, on_account(account)
            )
        )
        return reading.mirror(found, payments.data)

    async def end(self, account: str, name: str, *, is_settled: bool) -> SeenMirror:
        """Void an invoice, or say that it was paid by other ways. A draft is deleted."""
        invoices, seen = self.client.v1.invoices, await self.invoice(account, name)
        if seen.page.status == SessionStatus.DRAFT:
            await asked(invoices.delete_async(name, options=on_account(account)))
        if not seen.is_payable:
            return seen
        if is_settled:
            return await self._after(
                invoices.pay_async(name, {"paid_out_of_band": True}, on_account(account)), account, name
            )
        return await self._after(
            invoices.void_invoice_async(name, options=on_account(account)), account, name
        )

    async def _after(self, step: Awaitable[Any], account: str, name: str) -> SeenMirror:
        """Return how an invoice stands after a step that came too late if Stripe declines it."""
        with suppress(Declined):
            await asked(step)
        return await self.invoice(account, name)

    async def _invoice(self, account: str, name: str) -> Invoice:
        return await asked(self.client.v1.invoices.retrieve_async(name, options=on_account(account)))


def _payer_of(order: MirrorOrder) -> Any:
    buyer = order.mirror.buyer
    return {
        "name": buyer.name,
        "email": buyer.email,
        "address": {
            "line1": buyer.street,
            "postal_code": buyer.postal_code,
            "city": buyer.city,
            "state": buyer.region,
            "country": buyer.country,
        },
        "preferred_locales": [order.language],
        "metadata": {"client": str(order.mirror.client_id or "")},
    }


def _line(entry: Entry, currency: str) -> InvoiceAddLinesParamsLine:
    text = entry.text if len(entry.text) <= LONGEST_TEXT else f"{entry.text[: LONGEST_TEXT - 1]}…"
    return {"description": text, "amount": to_provider(entry.amount_minor, currency), "discountable": False}
