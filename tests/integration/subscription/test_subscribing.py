"""A tenant buys a plan, changes it, ends it, and does not pay: through the stand-in for Stripe, as it would live."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text

from invoiceflow.runtime.asking import Away
from invoiceflow.subscription.actions.change_plan import change_plan
from invoiceflow.subscription.actions.export_usage import compare_usage, export_usage
from invoiceflow.subscription.actions.follow_subscription import ask_about_stale, follow_subscription
from invoiceflow.subscription.actions.take_refusals import take_refusals
from invoiceflow.subscription.actions.take_up_change import ChangePlan, StripeAway
from invoiceflow.subscription.domain.change import Kind
from invoiceflow.subscription.domain.plan import PlanName
from payments_house import an_invoice
from plan_house import Buyer, open_buyer
from services import DatabaseUrls, Services
from stand_ins import Sandbox

COUNTED = "SELECT sum(ours)::int, sum(theirs)::int FROM usage_comparisons"


@pytest.fixture
async def buyer(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Buyer]:
    """Yield a tenant in its trial, which may buy a plan."""
    async with open_buyer(services, database, sandbox, tmp_path) as opened:
        yield opened


async def held(buyer: Buyer) -> tuple[object, ...]:
    """Return plan and status as they are known here."""
    (row,) = await buyer.rows("SELECT plan, status FROM subscriptions")
    return row


async def test_a_plan_is_bought_and_what_is_left_of_the_trial_stays_free(buyer: Buyer) -> None:
    """Stripe's page begins it; told three times over, it is known once, and nothing is paid before the trial ends."""
    assert "A trial of everything" in await buyer.page()
    answer = await buyer.press("start", plan="pro")
    assert (answer.status_code, "/stripe/checkout/" in answer.headers["location"]) == (303, True)
    assert (await buyer.press("start", plan="pro")).headers["location"] == answer.headers["location"]
    assert "Agency (yours)" in await buyer.page()
    back = (await buyer.pay(answer.headers["location"])).headers["location"]
    assert back.endswith("/settings/plan?back=1")
    await buyer.hear(times=3)
    assert await held(buyer) == ("pro", "trialing")
    assert "Pro (yours)" in await buyer.page()
    assert await buyer.rows("SELECT kind, state FROM plan_changes") == [("start", "done")]
    assert len((buyer.client.v1.subscriptions.list()).data) == 1
    assert await buyer.rows("SELECT count(*) FROM parked_objects") == [(0,)]
    told = await buyer.rows("SELECT count(*) FROM audit_entries WHERE action = 'subscription.changed'")
    assert told == [(1,)]


async def test_another_plan_chosen_ends_the_page_of_the_first(buyer: Buyer) -> None:
    """Only the newest page can be paid, so that nobody ends up with two subscriptions."""
    first = (await buyer.press("start", plan="pro")).headers["location"]
    second = (await buyer.press("start", plan="agency")).headers["location"]
    assert (await buyer.pay(first)).status_code != 303
    await buyer.pay(second)
    await buyer.hear()
    assert await held(buyer) == ("agency", "trialing")
    answer = await buyer.press("start", plan="pro")
    assert answer.headers["location"] == buyer.path


async def test_two_tabs_that_upgrade_at_once_cause_one(buyer: Buyer) -> None:
    """Both press at the same moment: one change, one bill of what is left of the month, as it was previewed."""
    await buyer.go_on(days=31)
    await buyer.subscribe("pro")
    assert await held(buyer) == ("pro", "active")
    seen = await buyer.page("/change?plan=agency")
    assert "For what is left of this month €27.00 is paid now" in seen
    at = str(int(buyer.product.clock.now().timestamp()))
    await asyncio.gather(*(buyer.press("change", plan="agency", as_of=at) for _ in range(2)))
    await buyer.hear()
    assert await held(buyer) == ("agency", "active")
    # Who presses when it is done already finds it so, which is a row as well.
    assert set(await buyer.rows("SELECT state FROM plan_changes WHERE kind = 'change'")) == {("done",)}
    bills = (buyer.client.v1.invoices.list()).data
    assert sorted(bill.total for bill in bills) == [1200, 2700]


async def test_a_downgrade_is_credited_and_issuing_meanwhile_is_before_or_after(buyer: Buyer) -> None:
    """Invoices that are issued while the plan becomes smaller are issued or refused whole, and all are counted."""
    await buyer.go_on(days=31)
    await buyer.subscribe("agency")
    assert "is credited on the next bill" in await buyer.page("/change?plan=pro")

    async def issued() -> object:
        return (await an_invoice(buyer.product, buyer.house)).id

    _, *invoices = await asyncio.gather(buyer.press("change", plan="pro"), *(issued() for _ in range(5)))
    assert await held(buyer) == ("pro", "active")
    assert await buyer.rows("SELECT count(DISTINCT source_id), count(*) FROM usage_ledger") == [(5, 5)]
    assert len(set(invoices)) == 5
    assert await buyer.differences() == []


async def test_a_cancelled_plan_goes_on_to_the_end_of_its_month(buyer: Buyer) -> None:
    """It can be kept after all; once its month is over the free plan is left, and no message is needed to learn it."""
    await buyer.go_on(days=31)
    await buyer.subscribe("pro")
    await buyer.press("cancel")
    assert "Cancelled. It goes on until" in await buyer.page()
    await buyer.press("keep")
    assert "Paid by the month" in await buyer.page()
    await buyer.press("cancel")
    await buyer.go_on(days=32)
    await ask_about_stale(buyer.desk, buyer.house.tenant_id, buyer.product.clock.now())
    await buyer.product.work()
    assert await held(buyer) == ("pro", "canceled")
    assert "Free (yours)" in await buyer.page()


async def test_a_plan_that_is_not_paid_goes_on_for_two_weeks(buyer: Buyer) -> None:
    """Past due keeps the plan, and is told once by email; then the limits of the free one hold."""
    await buyer.subscribe("pro")
    (customer,) = (buyer.client.v1.customers.list()).data
    bad = buyer.client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    (live,) = (buyer.client.v1.subscriptions.list()).data
    buyer.client.v1.subscriptions.update(live.id, {"default_payment_method": bad.id})
    await buyer.go_on(days=30, hours=2)
    await buyer.hear(times=2)
    assert await held(buyer) == ("pro", "past_due")
    told = [subject.partition(": ")[2] for subject in await buyer.letters()]
    assert told == ["the payment for the plan failed"]
    assert "The last payment failed. The plan goes on until" in await buyer.page()
    (portal,) = ((await buyer.press("portal")).headers["location"],)
    assert "/stripe/portal/" in portal
    buyer.product.clock.advance(timedelta(days=15))
    _, browser = await buyer.product.signed_in(buyer.house.owner)
    buyer.house = replace(buyer.house, browser=browser)
    assert "The limits of the free plan hold" in await buyer.page()


async def test_an_answer_that_got_lost_is_asked_for_again(buyer: Buyer) -> None:
    """Stripe does it and its answer never comes: pressing again finds it done, and it was done once."""
    await buyer.go_on(days=31)
    await buyer.subscribe("pro")
    at = buyer.product.clock.now()
    fault = {"kind": "nothing", "when": "after", "method": "POST", "path": "/v1/subscriptions", "times": 1}
    async with httpx.AsyncClient() as control:
        await control.put(f"{buyer.sandbox.stripe_base}/_control/faults", json=[fault])
    command = ChangePlan(buyer.house.tenant_id, Kind.CHANGE, PlanName.AGENCY, buyer.house.owner, at)
    with pytest.raises(StripeAway):
        await change_plan(buyer.desk, command)
    assert await buyer.rows("SELECT state FROM plan_changes WHERE kind = 'change'") == [("asked",)]
    later = replace(command, at=at + timedelta(seconds=5))
    await change_plan(buyer.desk, later)
    assert await held(buyer) == ("agency", "active")
    assert len((buyer.client.v1.invoices.list()).data) == 2


async def test_what_is_asked_of_stripe_carries_the_row_that_asks_for_it(buyer: Buyer) -> None:
    """The key of every change is its own row's id, so that whatever asks again for the same causes it once."""
    await buyer.go_on(days=31)
    await buyer.subscribe("pro")
    await buyer.press("change", plan="agency")
    await buyer.press("cancel")
    asked = {
        str(change) for (change,) in await buyer.rows("SELECT id FROM plan_changes WHERE kind <> 'start'")
    }
    listed = buyer.client.v1.events.list({"type": "customer.subscription.updated", "limit": 100})
    keys = {each.request.idempotency_key for each in listed.data if each.request}
    assert len(asked) == 2
    assert asked <= keys


async def test_a_row_whose_answer_got_lost_is_told_again_and_counts_once(buyer: Buyer) -> None:
    """Stripe counts it and its answer never comes; the next time the same row is told, which Stripe knows again."""
    await buyer.go_on(days=31)
    await buyer.subscribe("agency")
    await buyer.go_on(minutes=5)
    await an_invoice(buyer.product, buyer.house)
    at, tenant_id = buyer.product.clock.now(), buyer.house.tenant_id
    fault = {
        "kind": "nothing",
        "when": "after",
        "method": "POST",
        "path": "/v1/billing/meter_events",
        "times": 1,
    }
    async with httpx.AsyncClient() as control:
        await control.put(f"{buyer.sandbox.stripe_base}/_control/faults", json=[fault])
    with pytest.raises(Away):
        await export_usage(buyer.desk, tenant_id, at)
    assert await buyer.rows("SELECT state FROM usage_exports") == [("asked",)]
    await export_usage(buyer.desk, tenant_id, at + timedelta(hours=1))
    assert await buyer.rows("SELECT state FROM usage_exports") == [("taken",)]
    await buyer.go_on(days=1, hours=3)
    await compare_usage(buyer.desk, tenant_id, buyer.product.clock.now())
    assert await buyer.rows(COUNTED) == [(1, 1)]


async def test_usage_that_the_meter_refuses_later_is_told_again(buyer: Buyer) -> None:
    """Stripe reports a day's only row as refused: it stands in view, is told once more a day later, and counts once."""
    await buyer.go_on(days=31)
    await buyer.subscribe("agency")
    await buyer.go_on(minutes=5)
    await an_invoice(buyer.product, buyer.house)
    tenant_id, clock = buyer.house.tenant_id, buyer.product.clock
    await export_usage(buyer.desk, tenant_id, clock.now())
    (meter,) = buyer.client.v1.billing.meters.list().data
    await buyer.stripe_does("meter.refuse_last", meter.id)
    for _ in range(2):
        await take_refusals(buyer.desk, clock.now())
    (fault,) = await buyer.differences()
    assert "meter_event_customer_not_found" in fault
    await export_usage(buyer.desk, tenant_id, clock.now())
    assert await buyer.rows("SELECT state, refusals FROM usage_exports") == [("refused", 0)]
    await buyer.go_on(days=1, hours=3)
    for _ in range(2):
        await export_usage(buyer.desk, tenant_id, clock.now())
        await take_refusals(buyer.desk, clock.now())
    assert await buyer.rows("SELECT state, refusals FROM usage_exports") == [("taken", 1)]
    await compare_usage(buyer.desk, tenant_id, clock.now())
    assert await buyer.rows(COUNTED) == [(1, 1)]
    assert await buyer.differences() == []


async def test_usage_is_told_to_the_meter_once_and_compared(buyer: Buyer) -> None:
    """Cut short and run again, or days late, each row counts once; what Stripe alone has is named by verify."""
    await buyer.go_on(days=31)
    await buyer.subscribe("agency")
    await buyer.go_on(minutes=5)
    for _ in range(3):
        await an_invoice(buyer.product, buyer.house)
    at, tenant_id = buyer.product.clock.now(), buyer.house.tenant_id
    await asyncio.gather(*(export_usage(buyer.desk, tenant_id, at) for _ in range(2)))
    await export_usage(buyer.desk, tenant_id, at)
    assert await buyer.rows("SELECT state, fault FROM usage_exports") == [("taken", "")] * 3
    await buyer.go_on(days=4)  # on three of which no worker ran
    await compare_usage(buyer.desk, tenant_id, buyer.product.clock.now())
    assert await buyer.rows(COUNTED) == [(3, 3)]
    assert await buyer.differences() == []
    (payer,) = await buyer.rows("SELECT payer FROM subscriptions")
    stray = {"stripe_customer_id": payer[0], "value": "2"}
    buyer.client.v1.billing.meter_events.create(
        {
            "event_name": "invoiceflow_invoices",
            "identifier": str(uuid4()),
            "payload": stray,
            "timestamp": int(at.timestamp()),
        }
    )
    async with buyer.product.world.database.as_tenant(tenant_id) as session:
        await session.execute(text("UPDATE usage_comparisons SET theirs = 0"))
    await compare_usage(buyer.desk, tenant_id, buyer.product.clock.now())
    (fault,) = await buyer.differences()
    assert "3 here, 5 at Stripe" in fault


async def test_deleting_a_tenant_cancels_its_plan(buyer: Buyer) -> None:
    """Nothing more is paid once a tenant is being deleted, without anybody pressing cancel."""
    await buyer.subscribe("pro")
    await buyer.house.browser.post(
        f"/app/{buyer.house.slug}/settings/delete", data={"slug": buyer.house.slug}
    )
    await buyer.product.work()
    (live,) = (buyer.client.v1.subscriptions.list()).data
    assert live.cancel_at_period_end
    await follow_subscription(buyer.desk, buyer.house.tenant_id)
    assert (await buyer.rows("SELECT ends_at IS NOT NULL FROM subscriptions")) == [(True,)]
