"""Payments of a tenant, made by the actions themselves; say only what matters."""

from collections import Counter
from datetime import date, datetime, timedelta
from secrets import token_hex
from uuid import UUID

from sqlalchemy import text

from invoiceflow.invoicing.domain.invoice import IssuedInvoice
from invoiceflow.invoicing.domain.settlement import Settlement
from invoiceflow.kernel.ids import ClientId, InvoiceId
from invoiceflow.payments.actions.apply_payment import ApplyPayment, apply_payment
from invoiceflow.payments.actions.record_payment import RecordPayment, record_payment
from invoiceflow.payments.actions.reverse_payment import ReversePayment, reverse_payment
from invoiceflow.payments.domain.checkout import Checkout, State
from invoiceflow.payments.domain.payment import Method, Payment
from invoiceflow.payments.domain.saved_method import MethodState, SavedMethod
from invoiceflow.payments.domain.seen import SeenCharge, SeenDispute, SeenPayment, SeenWarning
from invoiceflow.payments.store.checkouts import add_checkout
from invoiceflow.payments.store.methods import add_method
from invoiceflow.payments.store.troubles import find_dispute, find_warning
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoicing_house import a_draft, issue
from product import House, Product

_LEDGER = text(
    "SELECT e.account, sum(e.amount_minor)::bigint FROM ledger_entries e "
    "JOIN ledger_journals j ON j.tenant_id = e.tenant_id AND j.id = e.journal_id "
    "WHERE e.tenant_id = :tenant AND j.invoice_id = :invoice GROUP BY e.account"
)


async def an_invoice(product: Product, house: House, **given: object) -> IssuedInvoice:
    """Issue an invoice of 190.40 EUR."""
    at = product.clock.now()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, at, **given)
        return await issue(session, draft.id, at)


async def pay(
    product: Product, house: House, invoice_id: InvoiceId, amount_minor: int, **given: object
) -> tuple[Payment, Settlement]:
    """Record a bank transfer of today, in a transaction of its own."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await record_payment(session, a_payment(product, invoice_id, amount_minor, **given))


def a_payment(product: Product, invoice_id: InvoiceId, amount_minor: int, **given: object) -> RecordPayment:
    """Return the command that records a bank transfer of today."""
    said: dict[str, object] = {
        "invoice_id": invoice_id,
        "amount_minor": amount_minor,
        "method": Method.BANK_TRANSFER,
        "received_on": date(2026, 11, 18),
        "actor": "tests",
        "at": product.clock.now(),
    }
    return RecordPayment(**(said | given))  # type: ignore[arg-type]  # names and types are those of RecordPayment


async def take_back(product: Product, house: House, payment_id: UUID) -> tuple[Payment, Settlement]:
    """Reverse a payment, in a transaction of its own."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await reverse_payment(session, ReversePayment(payment_id, "tests", product.clock.now()))


async def ledger_of(session: Session, invoice_id: UUID) -> Counter[str]:
    """Return the balance of each account for one invoice."""
    rows = await session.execute(_LEDGER, {"tenant": session.tenant_id, "invoice": invoice_id})
    return Counter({row[0]: row[1] for row in rows})


def a_checkout(invoice_id: UUID, amount_minor: int, at: datetime, *, saves: bool = False) -> Checkout:
    """Return a page on which a client can pay."""
    return Checkout(
        id=new_id(at),
        invoice_id=InvoiceId(invoice_id),
        account="acct_1",
        amount_minor=amount_minor,
        currency="EUR",
        state=State.OPEN,
        session_id=f"cs_{token_hex(6)}",
        payment_intent="",
        url="",
        created_at=at,
        expires_at=at,
        saves=saves,
    )


async def a_saved_method(
    session: Session, invoice_id: UUID, client_id: UUID, instrument: str, at: datetime
) -> UUID:
    """Have a client save a card, and return its id."""
    checkout = a_checkout(invoice_id, 100, at, saves=True)
    await add_checkout(session, checkout)
    agreed = SavedMethod(
        id=new_id(at),
        client_id=ClientId(client_id),
        checkout_id=checkout.id,
        account=checkout.account,
        payer="cus_1",
        payment_method="",
        instrument="",
        state=MethodState.AGREED,
        consent_version="1",
        consent_language="en",
        consent_words="I agree.",
        agreed_at=at,
    )
    await add_method(session, agreed.kept(f"pm_{token_hex(6)}", instrument))
    return agreed.id


async def a_troubled_payment(
    session: Session, invoice_id: UUID, amount_minor: int, instrument: str, at: datetime
) -> tuple[UUID, UUID]:
    """Have Stripe tell of a payment that was disputed, after a fraud warning; return the ids of both."""
    checkout = a_checkout(invoice_id, amount_minor, at)
    await add_checkout(session, checkout)
    name = token_hex(6)
    charge = SeenCharge(f"ch_{name}", amount_minor, Method.CARD, instrument, "normal", None, at)
    dispute = SeenDispute(
        f"du_{name}", "needs_response", "fraudulent", amount_minor, at + timedelta(days=7), ()
    )
    warning = SeenWarning(f"issfr_{name}", f"pi_{name}", "misc", is_actionable=True, warned_at=at)
    seen = SeenPayment(f"pi_{name}", checkout.id, "EUR", charge, (), (dispute,), (warning,))
    await apply_payment(session, ApplyPayment("acct_1", seen, at, at))
    found = [await find_dispute(session, dispute.id), await find_warning(session, warning.id)]
    first, second = (each.id for each in found if each is not None)
    return first, second
