"""Money that comes in and goes back, by hand."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from audit_house import chain_faults, history_of
from invoiceflow.invoicing.actions.settle_invoice import NotPayable, OtherCurrency
from invoiceflow.invoicing.actions.void_invoice import HasPayments, VoidInvoice, void_invoice
from invoiceflow.invoicing.store.invoices import NoSuchInvoice, NotIssued
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.ids import InvoiceId, PaymentId
from invoiceflow.payments.actions.record_payment import AlreadyRecorded
from invoiceflow.payments.actions.reverse_payment import AlreadyReversed, IsReversal
from invoiceflow.payments.store import NoSuchPayment
from invoicing_house import a_draft
from payments_house import an_invoice, ledger_of, pay, take_back
from product import House, Product

TOTAL = 19040

_HALF_A_JOURNAL = text(
    "WITH journal AS (INSERT INTO ledger_journals VALUES (:tenant, :id, 'payment', :invoice, :id, :at) RETURNING id) "
    "INSERT INTO ledger_entries SELECT CAST(:tenant AS uuid), id, 1, 'bank', 'EUR', 100 FROM journal"
)


async def test_issuing_writes_the_ledger_in_its_own_transaction(product: Product) -> None:
    """An issued invoice is billed in the ledger at once: no job, no gap between the two."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    assert await _ledger(product, house, invoice.id) == {"receivable": TOTAL, "revenue": -16000, "tax": -3040}


async def test_voiding_takes_back_what_issuing_wrote(product: Product) -> None:
    """After voiding nothing is owed, earned or taxed."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    await _void(product, house, invoice.id)
    assert not any((await _ledger(product, house, invoice.id)).values())


async def test_a_part_and_the_rest_pay_an_invoice(product: Product) -> None:
    """The status follows the money: part paid, then paid; nothing is owed in the ledger."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    _, part = await pay(product, house, invoice.id, 10000)
    _, whole = await pay(product, house, invoice.id, 9040)
    assert (part.status, part.due_minor) == ("partially_paid", 9040)
    assert (whole.status, whole.due_minor, whole.credit_minor) == ("paid", 0, 0)
    ledger = await _ledger(product, house, invoice.id)
    assert (ledger["receivable"], ledger["bank"]) == (0, TOTAL)


async def test_what_is_paid_beyond_the_total_is_the_clients_credit(product: Product) -> None:
    """Overpaying leaves nothing due and shows the excess, in the ledger as well."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    _, settlement = await pay(product, house, invoice.id, 20000)
    assert (settlement.status, settlement.due_minor, settlement.credit_minor) == ("paid", 0, 960)
    assert (await _ledger(product, house, invoice.id))["client_credit"] == -960


async def test_reversing_an_earlier_payment_uses_the_credit_of_a_later_one(product: Product) -> None:
    """The order of payments leaves no trace: ledger and invoice say the same figure."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    first, _ = await pay(product, house, invoice.id, 12000)
    await pay(product, house, invoice.id, 12000)
    reversal, settlement = await take_back(product, house, first.id)
    ledger = await _ledger(product, house, invoice.id)
    assert (reversal.amount_minor, reversal.reverses_id) == (-12000, first.id)
    assert (settlement.status, settlement.due_minor, settlement.credit_minor) == ("partially_paid", 7040, 0)
    assert (ledger["receivable"], ledger["client_credit"], ledger["bank"]) == (7040, 0, 12000)


async def test_a_payment_is_reversed_once(product: Product) -> None:
    """A second reversal, and the reversal of a reversal, are refused."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    payment, _ = await pay(product, house, invoice.id, TOTAL)
    reversal, settlement = await take_back(product, house, payment.id)
    assert settlement.status == "issued"
    with pytest.raises(AlreadyReversed):
        await take_back(product, house, payment.id)
    with pytest.raises(IsReversal):
        await take_back(product, house, reversal.id)


async def test_drafts_and_void_invoices_take_no_money(product: Product) -> None:
    """There is nothing to pay on either; an invoice with money on it cannot be voided."""
    house = await product.house()
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, product.clock.now())
    with pytest.raises(NotIssued):
        await pay(product, house, draft.id, 100)
    void, paid = await an_invoice(product, house), await an_invoice(product, house)
    await _void(product, house, void.id)
    with pytest.raises(NotPayable):
        await pay(product, house, void.id, 100)
    await pay(product, house, paid.id, 100)
    with pytest.raises(HasPayments):
        await _void(product, house, paid.id)


async def test_a_payment_in_another_currency_is_refused(product: Product) -> None:
    """An invoice is paid in its own currency; the field is named."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    with pytest.raises(OtherCurrency) as caught:
        await pay(product, house, invoice.id, 100, currency="USD")
    assert caught.value.errors[0].pointer == "/currency"


@pytest.mark.parametrize(
    ("amount_minor", "received_on", "pointer"),
    [
        (0, date(2026, 11, 18), "/amount_minor"),
        (-1, date(2026, 11, 18), "/amount_minor"),
        (10**15 + 1, date(2026, 11, 18), "/amount_minor"),
        (100, date(2026, 11, 19), "/received_on"),
        (100, date(206, 11, 18), "/received_on"),
    ],
)
async def test_implausible_payments_are_refused(
    product: Product, amount_minor: int, received_on: date, pointer: str
) -> None:
    """Nothing, less than nothing, the future and the Middle Ages are slips."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    with pytest.raises(Invalid) as caught:
        await pay(product, house, invoice.id, amount_minor, received_on=received_on)
    assert [error.pointer for error in caught.value.errors] == [pointer]


async def test_the_day_is_that_of_the_tenants_zone(product: Product) -> None:
    """At 23:30 UTC it is already tomorrow in Berlin, and money of that day has come."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    product.clock.at = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    payment, _ = await pay(product, house, invoice.id, 100, received_on=date(2026, 11, 19))
    assert payment.received_on == date(2026, 11, 19)


async def test_a_form_that_is_sent_twice_records_one_payment(product: Product) -> None:
    """The form names the payment; the second one with that name changes nothing."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    name = PaymentId(uuid4())
    await pay(product, house, invoice.id, 100, payment_id=name)
    with pytest.raises(AlreadyRecorded):
        await pay(product, house, invoice.id, 100, payment_id=name)
    assert (await _ledger(product, house, invoice.id))["bank"] == 100


async def test_foreign_and_random_ids_are_not_found(product: Product) -> None:
    """Another tenant's invoice and payment look like none."""
    house, other = await product.house(), await product.house()
    invoice = await an_invoice(product, other)
    payment, _ = await pay(product, other, invoice.id, 100)
    for invoice_id in (invoice.id, InvoiceId(uuid4())):
        with pytest.raises(NoSuchInvoice):
            await pay(product, house, invoice_id, 100)
    for payment_id in (payment.id, uuid4()):
        with pytest.raises(NoSuchPayment):
            await take_back(product, house, payment_id)


async def test_payments_stand_in_the_history_of_their_invoice(product: Product) -> None:
    """Recording and reversing are entries of the audit chain, and the chain holds."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    payment, _ = await pay(product, house, invoice.id, 100)
    await take_back(product, house, payment.id)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        history = await history_of(session, invoice.id)
        assert await chain_faults(session) == ()
    assert [entry.action for entry in history[:2]] == ["payment.reversed", "payment.recorded"]
    assert history[1].detail["amount_minor"] == 100


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments SET amount_minor = 1",
        "DELETE FROM payments",
        "UPDATE ledger_entries SET amount_minor = 1",
        "DELETE FROM ledger_journals",
    ],
)
async def test_payments_and_ledger_are_append_only(product: Product, statement: str) -> None:
    """The product's own login cannot change or remove an entry."""
    house = await product.house()
    with pytest.raises(DBAPIError, match="permission denied"):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await session.execute(text(statement))


async def test_the_database_refuses_an_unbalanced_journal(product: Product) -> None:
    """Whoever writes it: entries that do not add up to zero never commit."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    values = {"tenant": house.tenant_id, "id": uuid4(), "invoice": invoice.id, "at": product.clock.now()}
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await session.execute(_HALF_A_JOURNAL, values)
        with pytest.raises(DBAPIError, match="not balanced"):
            await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        await session.connection.rollback()


async def _ledger(product: Product, house: House, invoice_id: UUID) -> dict[str, int]:
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await ledger_of(session, invoice_id)


async def _void(product: Product, house: House, invoice_id: InvoiceId) -> None:
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(invoice_id, "tests", product.clock.now()))
