"""Subscriptions, meters and the portal of the stand-in for Stripe."""

import httpx
import pytest
import stripe
from stripe import StripeClient

from stand_ins import Sandbox
from stripe_house import advance, pay_by_card

DAY = 86_400


@pytest.fixture(name="customer")
def _customer(client: StripeClient) -> str:
    """Return a customer with a card that is charged."""
    customer = client.v1.customers.create({"name": "Tenant", "email": "owner@tenant.example"}).id
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer})
    client.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": method.id}})
    return customer


def priced(client: StripeClient, name: str, amount_minor: int, meter: str | None = None) -> str:
    """Return a price a month; a metered one is per unit."""
    product = client.v1.products.create({"name": name})
    recurring: stripe.params.PriceCreateParamsRecurring = {"interval": "month"}
    if meter:
        recurring |= {"usage_type": "metered", "meter": meter}
    return client.v1.prices.create(
        {"currency": "eur", "unit_amount": amount_minor, "product": product.id, "recurring": recurring}
    ).id


def invoiced(client: StripeClient, customer: str) -> list[int]:
    """Return the totals of a customer's invoices, oldest first."""
    return [each.total for each in client.v1.invoices.list({"customer": customer}).data][::-1]


def test_a_subscription_is_charged_every_month(client: StripeClient, customer: str, sandbox: Sandbox) -> None:
    """At once, and an hour after each period's end."""
    made = client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": priced(client, "Pro", 19_00)}]}
    )
    assert client.v1.subscriptions.retrieve(made.id).status == "active"
    advance(sandbox, client, 63 * DAY)
    found = client.v1.invoices.list({"customer": customer}).data
    assert [(each.total, each.status) for each in found] == [(19_00, "paid")] * 3
    assert {each.billing_reason for each in found} == {"subscription_create", "subscription_cycle"}


def test_a_trial_costs_nothing_and_warns(client: StripeClient, customer: str, sandbox: Sandbox) -> None:
    """Three days before its end an event says so; then the first period is charged."""
    made = client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": priced(client, "Pro", 19_00)}], "trial_period_days": 14}
    )
    assert made.status == "trialing"
    advance(sandbox, client, 12 * DAY)
    assert client.v1.events.list({"type": "customer.subscription.trial_will_end"}).data
    assert invoiced(client, customer) == []
    advance(sandbox, client, 3 * DAY)
    assert client.v1.subscriptions.retrieve(made.id).status == "active"
    assert invoiced(client, customer) == [19_00]


def test_another_plan_is_prorated(client: StripeClient, customer: str, sandbox: Sandbox) -> None:
    """What is left of the old plan is given back, what is left of the new one is asked for, at once if so told."""
    made = client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": priced(client, "Pro", 20_00)}]}
    )
    item = made["items"].data[0]
    half = (item.current_period_end - item.current_period_start) // 2
    advance(sandbox, client, half)
    changed = client.v1.subscriptions.update(
        made.id,
        {
            "items": [{"id": item.id, "price": priced(client, "Agency", 60_00)}],
            "proration_behavior": "always_invoice",
        },
    )
    assert changed["items"].data[0].price.unit_amount == 60_00
    first, second = invoiced(client, customer)
    assert first == 20_00
    assert second == pytest.approx(20_00, abs=5)


def test_a_card_that_fails_ends_a_subscription(client: StripeClient, customer: str, sandbox: Sandbox) -> None:
    """It is tried again for two weeks, past due meanwhile, and then ends."""
    made = client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": priced(client, "Pro", 19_00)}]}
    )
    bad = client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer})
    client.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": bad.id}})
    advance(sandbox, client, 32 * DAY)
    assert client.v1.subscriptions.retrieve(made.id).status == "past_due"
    advance(sandbox, client, 16 * DAY)
    after = client.v1.subscriptions.retrieve(made.id)
    assert after.status == "canceled"
    assert after.cancellation_details is not None
    assert after.cancellation_details.reason == "payment_failed"


def test_a_subscription_ends_with_its_period_or_now(
    client: StripeClient, customer: str, sandbox: Sandbox
) -> None:
    """An end that was asked for comes with the period; a cancelled one is over."""
    price = priced(client, "Pro", 19_00)
    soon, now = (
        client.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]}) for _ in range(2)
    )
    client.v1.subscriptions.update(soon.id, {"cancel_at_period_end": True})
    assert client.v1.subscriptions.cancel(now.id).status == "canceled"
    assert client.v1.subscriptions.retrieve(soon.id).status == "active"
    advance(sandbox, client, 32 * DAY)
    assert client.v1.subscriptions.retrieve(soon.id).status == "canceled"
    assert client.v1.subscriptions.list({"customer": customer}).data == []


def test_usage_is_measured_and_billed(client: StripeClient, customer: str, sandbox: Sandbox) -> None:
    """A period's measurements are summed once it is over, and one that was taken back is not counted."""
    meter = client.v1.billing.meters.create(
        {"display_name": "Invoices", "event_name": "invoices", "default_aggregation": {"formula": "sum"}}
    )
    client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": priced(client, "Invoices", 10, meter.id)}]}
    )
    for value in ("3", "4", "9"):
        client.v1.billing.meter_events.create(
            {
                "event_name": "invoices",
                "payload": {"stripe_customer_id": customer, "value": value},
                "identifier": f"usage-{value}",
            }
        )
    client.v1.billing.meter_event_adjustments.create(
        {"event_name": "invoices", "type": "cancel", "cancel": {"identifier": "usage-9"}}
    )
    now = httpx.get(f"{sandbox.stripe_base}/_control/clock").json()["now"]
    hour = now - now % 3_600
    summary = client.v1.billing.meters.event_summaries.list(
        meter.id, {"customer": customer, "start_time": hour - 3_600, "end_time": hour + 7_200}
    )
    assert [each.aggregated_value for each in summary.data] == [7]
    earlier = client.v1.billing.meters.event_summaries.list(
        meter.id, {"customer": customer, "start_time": hour - 7_200, "end_time": hour - 3_600}
    )
    assert earlier.data == []
    advance(sandbox, client, 32 * DAY)
    assert invoiced(client, customer) == [0, 70]


@pytest.mark.parametrize(("seconds", "known"), [(-36 * DAY, True), (600, True), (0, False)])
def test_a_measurement_out_of_bounds_is_refused(
    client: StripeClient, customer: str, sandbox: Sandbox, seconds: int, *, known: bool
) -> None:
    """Older than 35 days, later than 5 minutes from now, or of no meter."""
    if known:
        client.v1.billing.meters.create(
            {"display_name": "Invoices", "event_name": "invoices", "default_aggregation": {"formula": "sum"}}
        )
    now = httpx.get(f"{sandbox.stripe_base}/_control/clock").json()["now"]
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.billing.meter_events.create(
            {
                "event_name": "invoices",
                "payload": {"stripe_customer_id": customer, "value": "1"},
                "timestamp": now + seconds,
            }
        )


def test_a_measurement_is_taken_once(client: StripeClient, customer: str, sandbox: Sandbox) -> None:
    """An identifier is unique for a day."""
    client.v1.billing.meters.create(
        {"display_name": "Invoices", "event_name": "invoices", "default_aggregation": {"formula": "sum"}}
    )
    event: stripe.params.billing.MeterEventCreateParams = {
        "event_name": "invoices",
        "payload": {"stripe_customer_id": customer, "value": "1"},
        "identifier": "once",
    }
    client.v1.billing.meter_events.create(event)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.billing.meter_events.create(event)
    advance(sandbox, client, DAY)
    client.v1.billing.meter_events.create(event)


def test_a_plan_is_bought_on_the_hosted_page(client: StripeClient) -> None:
    """A session in subscription mode makes customer, payment method and subscription; a declined card makes none."""
    session = client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": priced(client, "Pro", 19_00), "quantity": 1}],
            "success_url": "https://product.example/done",
            "subscription_data": {"metadata": {"tenant": "1"}},
        }
    )
    assert pay_by_card(session, "4000000000000002").status_code == 402
    assert pay_by_card(session).status_code == 303
    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    assert (after.status, after.payment_status) == ("complete", "paid")
    assert isinstance(after.subscription, stripe.Subscription)
    assert (after.subscription.status, after.subscription.metadata["tenant"]) == ("active", "1")


def test_a_payment_method_is_saved_with_consent(client: StripeClient, customer: str) -> None:
    """A session in setup mode keeps a card for later, and takes nothing."""
    session = client.v1.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "eur",
            "customer": customer,
            "success_url": "https://product.example/done",
        }
    )
    assert pay_by_card(session).status_code == 303
    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert isinstance(after.setup_intent, stripe.SetupIntent)
    assert after.setup_intent.status == "succeeded"
    assert len(client.v1.customers.payment_methods.list(customer).data) == 2
    assert client.v1.charges.list().data == []


def test_the_portal_changes_a_plan(client: StripeClient, customer: str) -> None:
    """A customer changes the plan, asks for its end, and keeps it after all."""
    made = client.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": priced(client, "Pro", 19_00)}]}
    )
    agency = priced(client, "Agency", 49_00)
    page = client.v1.billing_portal.sessions.create(
        {"customer": customer, "return_url": "https://product.example/"}
    ).url
    assert "Agency, EUR 49.00 a month" in httpx.get(page).text
    httpx.post(page, data={"subscription": made.id, "price": agency})
    assert client.v1.subscriptions.retrieve(made.id)["items"].data[0].price.id == agency
    for press, ends in (("cancel", True), ("keep", False)):
        httpx.post(page, data={"subscription": made.id, "press": press})
        assert client.v1.subscriptions.retrieve(made.id).cancel_at_period_end is ends
    httpx.post(page, data={"kind": "card", "number": "5555555555554444"})
    assert len(client.v1.customers.payment_methods.list(customer).data) == 2
