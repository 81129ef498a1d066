"""What the stand-in for Stripe sends is what the SDK's types say that Stripe sends."""

from typing import Any

import httpx
import pytest
from stripe import StripeClient

from sdk_types import mistakes
from stand_ins import Sandbox
from stripe_house import advance, connected, key_of, pay_by_card, pay_by_debit, session_of

DAY = 86_400
KINDS = {
    *(
        "balance_transaction",
        "billing.meter",
        "billing_portal.session",
        "charge",
        "checkout.session",
        "customer",
    ),
    *("dispute", "event", "invoice", "invoice_payment", "invoiceitem", "line_item", "payment_intent"),
    *("payment_method", "payout", "price", "product", "radar.early_fraud_warning", "refund", "review"),
    *("setup_intent", "subscription", "tax_rate", "v2.core.account", "v2.core.event", "webhook_endpoint"),
}


def test_every_object_has_the_sdk_s_shape(client: StripeClient, sandbox: Sandbox) -> None:
    """In all states that a story leads to: no field is unknown, none missing, none of another type."""
    tell_a_story_of_payments(client, sandbox)
    tell_a_story_of_selling(client, sandbox)
    answer = httpx.get(f"{sandbox.stripe_base}/_control/objects", params={"key": key_of(client)})
    objects: list[dict[str, Any]] = answer.json()
    wrong = {each for body in objects for each in mistakes(body)}
    assert sorted(wrong) == []
    assert {str(body["object"]) for body in objects} >= KINDS


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        (
            {"object": "account_link", "created": 1, "expires_at": 2, "url": "x", "colour": "red"},
            "colour does not exist",
        ),
        ({"object": "account_link", "created": 1, "expires_at": 2}, "url is missing"),
        ({"object": "account_link", "created": "1", "expires_at": 2, "url": "x"}, "created is '1'"),
    ],
)
def test_a_wrong_shape_is_seen(body: dict[str, Any], mistake: str) -> None:
    """An unknown field, a missing one and one of another type are each told."""
    assert [mistake in each for each in mistakes(body)] == [True]


def tell_a_story_of_payments(client: StripeClient, sandbox: Sandbox) -> None:
    """Have a little of everything happen on a platform and on an account of it."""
    client.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:1/", "enabled_events": ["*"], "connect": True}
    )
    account = connected(client)
    customer = client.v1.customers.create({"name": "Client", "address": {"country": "DE"}})
    client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    for number in (
        *("4242424242424242", "4000000000000259", "4000000000001976", "4000000000005423"),
        *("4000000000009235", "4000000000005126", "4000000000007726", "4000000000000002", "4100000000000019"),
    ):
        pay_by_card(session_of(client, account=account), number)
    for iban in ("DE89370400440532013000", "DE62370400440532013001", "DE35370400440532013002"):
        pay_by_debit(session_of(client, account=account), iban)
    secure = pay_by_card(session_of(client, account=account), "4000002760003184").headers["location"]
    httpx.post(secure, data={"answer": "yes"})
    session_of(client, account=account)
    for charge in client.v1.charges.list({"limit": 100}, {"stripe_account": account}).data:
        if charge.paid and not charge.disputed:
            client.v1.refunds.create({"charge": charge.id, "amount": 1_00}, {"stripe_account": account})
    (dispute, *_) = client.v1.disputes.list(options={"stripe_account": account}).data[::-1]
    client.v1.disputes.update(
        dispute.id,
        {"evidence": {"uncategorized_text": "winning_evidence"}},
        {"stripe_account": account},
    )
    advance(sandbox, client, 11 * DAY)
    press = {"action": "balance.pay_out", "account": account, "id": "eur"}
    httpx.post(f"{sandbox.stripe_base}/_control/press", json=press).raise_for_status()
    advance(sandbox, client, 3 * DAY)


def tell_a_story_of_selling(client: StripeClient, sandbox: Sandbox) -> None:
    """Have a customer of the platform subscribe, change, use, pay and fail to pay."""
    customer = client.v1.customers.create({"name": "Tenant"}).id
    for token in ("pm_card_visa", "pm_card_chargeCustomerFail"):
        method = client.v1.payment_methods.attach(token, {"customer": customer}).id
        client.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": method}})
        if token == "pm_card_visa":
            subscribe(client, customer)
    rate = client.v1.tax_rates.create({"display_name": "VAT", "percentage": 19.5, "inclusive": True})
    draft = client.v1.invoices.create({"customer": customer, "currency": "eur"})
    client.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 9_99, "tax_rates": [rate.id]}]})
    client.v1.invoices.void_invoice(client.v1.invoices.finalize_invoice(draft.id).id)
    client.v1.setup_intents.create({"customer": customer, "payment_method": "pm_card_visa", "confirm": True})
    client.v1.billing_portal.sessions.create({"customer": customer})
    advance(sandbox, client, 60 * DAY)


def subscribe(client: StripeClient, customer: str) -> None:
    """Sell a plan and its usage, and change the plan half-way."""
    meter = client.v1.billing.meters.create(
        {"display_name": "Invoices", "event_name": "invoices", "default_aggregation": {"formula": "sum"}}
    ).id
    product = client.v1.products.create({"name": "Pro"}).id
    plan, other = (
        client.v1.prices.create(
            {"currency": "eur", "unit_amount": amount, "product": product, "recurring": {"interval": "month"}}
        ).id
        for amount in (19_00, 49_00)
    )
    use = client.v1.prices.create(
        {
            "currency": "eur",
            "unit_amount": 10,
            "product": product,
            "recurring": {"interval": "month", "usage_type": "metered", "meter": meter},
        }
    ).id
    made = client.v1.subscriptions.create({"customer": customer, "items": [{"price": plan}, {"price": use}]})
    client.v1.billing.meter_events.create(
        {"event_name": "invoices", "payload": {"stripe_customer_id": customer, "value": "3"}}
    )
    items = made["items"].data
    client.v1.subscriptions.update(made.id, {"items": [{"id": items[0].id, "price": other}]})
