"""Invoices of the stand-in for Stripe, as a tenant's alternative way to collect."""

import httpx
import pytest
import stripe
from stripe import StripeClient

from stand_ins import Sandbox
from stripe_house import advance

DAY = 86_400


@pytest.fixture(name="customer")
def _customer(client: StripeClient) -> str:
    return client.v1.customers.create({"name": "Client", "email": "client@client.example"}).id


def drafted(client: StripeClient, customer: str) -> stripe.Invoice:
    """Return a draft of two lines: two hours of 50.00, and 10.00 less."""
    draft = client.v1.invoices.create(
        {
            "customer": customer,
            "currency": "eur",
            "collection_method": "send_invoice",
            "days_until_due": 14,
            "number": "2026-0001",
        }
    )
    product = client.v1.products.create({"name": "Hour"})
    return client.v1.invoices.add_lines(
        draft.id,
        {
            "lines": [
                {
                    "price_data": {"currency": "eur", "unit_amount": 50_00, "product": product.id},
                    "quantity": 2,
                },
                {"description": "Discount", "amount": -10_00},
            ]
        },
    )


def kinds(client: StripeClient) -> list[str]:
    """Return the events of invoices, oldest first."""
    found = [str(each.type) for each in client.v1.events.list({"limit": 100}).data]
    return [kind for kind in reversed(found) if kind.startswith("invoice")]


def pay(page: str | None, **form: str) -> httpx.Response:
    filled = {
        "kind": "card",
        "number": "4242424242424242",
        "name": "Payer",
        "email": "payer@client.example",
        **form,
    }
    return httpx.post(str(page), data=filled)


def test_an_invoice_is_mirrored_sent_and_paid(client: StripeClient, customer: str) -> None:
    """It adds up line by line, keeps its number, and its page takes the payment."""
    draft = drafted(client, customer)
    assert (draft.status, draft.total, [each.amount for each in draft.lines.data]) == (
        "draft",
        90_00,
        [100_00, -10_00],
    )
    sent = client.v1.invoices.send_invoice(draft.id)
    assert (sent.status, sent.number, sent.amount_due) == ("open", "2026-0001", 90_00)
    assert "EUR 90.00" in httpx.get(str(sent.hosted_invoice_url)).text
    assert pay(sent.hosted_invoice_url, number="4000000000000002").status_code == 402
    assert "paid" in pay(sent.hosted_invoice_url).text
    after = client.v1.invoices.retrieve(draft.id, {"expand": ["payments.data.payment.payment_intent"]})
    assert (after.status, after.amount_paid, after.amount_remaining) == ("paid", 90_00, 0)
    assert after.payments is not None
    (payment,) = after.payments.data
    assert isinstance(payment.payment.payment_intent, stripe.PaymentIntent)
    assert payment.payment.payment_intent.amount_received == 90_00
    assert [kind for kind in kinds(client) if kind != "invoiceitem.created"] == [
        *("invoice.created", "invoice.updated", "invoice.finalized", "invoice.sent"),
        *("invoice.payment_failed", "invoice_payment.paid", "invoice.paid", "invoice.payment_succeeded"),
    ]


def test_taxes_are_added_line_by_line(client: StripeClient, customer: str) -> None:
    """Each line's tax is rounded by itself, halves away from zero."""
    rate = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 19, "inclusive": False})
    draft = client.v1.invoices.create({"customer": customer, "currency": "eur"})
    lines = client.v1.invoices.add_lines(
        draft.id, {"lines": [{"amount": 50, "description": "a", "tax_rates": [rate.id]}] * 3}
    )
    assert (lines.subtotal, lines.total, lines.total_excluding_tax) == (150, 180, 150)


def test_a_debit_pays_an_invoice_days_later(client: StripeClient, customer: str, sandbox: Sandbox) -> None:
    """Until then it stays open, and says that it is on its way."""
    sent = client.v1.invoices.send_invoice(drafted(client, customer).id)
    page = pay(sent.hosted_invoice_url, kind="sepa_debit", iban="DE89370400440532013000").text
    assert "on its way" in page
    assert client.v1.invoices.retrieve(sent.id).status == "open"
    advance(sandbox, client, 3 * DAY)
    assert client.v1.invoices.retrieve(sent.id).status == "paid"


def test_an_invoice_is_voided_or_given_up(client: StripeClient, customer: str) -> None:
    """A void invoice is not paid, a paid one not voided, a final one not edited."""
    void = client.v1.invoices.finalize_invoice(drafted(client, customer).id)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.add_lines(void.id, {"lines": [{"amount": 1_00}]})
    assert client.v1.invoices.void_invoice(void.id).status == "void"
    assert pay(void.hosted_invoice_url).status_code == 402
    paid = client.v1.invoices.pay(drafted(client, customer).id, {"paid_out_of_band": True})
    assert (paid.status, paid.amount_paid_off_stripe) == ("paid", 90_00)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoices.void_invoice(paid.id)
    lost = client.v1.invoices.finalize_invoice(drafted(client, customer).id)
    assert client.v1.invoices.mark_uncollectible(lost.id).status == "uncollectible"


def test_waiting_items_become_lines(client: StripeClient, customer: str) -> None:
    """An item waits for the next invoice that includes what waits, and is on one only."""
    client.v1.invoice_items.create(
        {"customer": customer, "amount": 5_00, "currency": "eur", "description": "Stamp"}
    )
    made = [
        client.v1.invoices.create(
            {"customer": customer, "currency": "eur", "pending_invoice_items_behavior": "include"}
        )
        for _ in range(2)
    ]
    assert [each.total for each in made] == [5_00, 0]
    assert client.v1.invoices.delete(made[1].id).deleted


def test_a_saved_card_is_charged(client: StripeClient, customer: str) -> None:
    """A declined card is an error, and the invoice stays open."""
    draft = drafted(client, customer)
    with pytest.raises(stripe.CardError):
        client.v1.invoices.pay(draft.id, {"payment_method": "pm_card_chargeDeclined"})
    assert client.v1.invoices.retrieve(draft.id).status == "open"
    assert client.v1.invoices.pay(draft.id, {"payment_method": "pm_card_visa"}).status == "paid"
