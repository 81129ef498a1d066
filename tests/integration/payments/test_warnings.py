"""Early fraud warnings: told at once, answered by one press or by themselves, and never twice."""

import asyncio
from uuid import UUID

import httpx
import pytest

from invoiceflow.payments.actions.answer_warning import RefundWarned, refund_warned
from invoiceflow.payments.actions.connect_account import StripeAway
from invoiceflow.payments.actions.refund_payment import Disputed
from invoiceflow.tenancy.domain.role import Role
from stand_ins import Sandbox
from till import TOTAL, Shop

WARNED = "4000000000005423"


async def warned(shop: Shop) -> str:
    """Have a client pay with a card whose bank then warns, and return the id of the warning."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id), WARNED)
    await shop.hear()
    rows = await shop.rows("SELECT id::text FROM fraud_warnings ORDER BY id DESC LIMIT 1")
    return str(rows[0][0])


async def press(shop: Shop, action: str) -> None:
    """Have a bank or Stripe do something about the newest charge."""
    ((charge,),) = await shop.rows("SELECT charge_id FROM charges ORDER BY confirmed_at DESC LIMIT 1")
    await shop.press(action, charge)


async def answered(shop: Shop, warning_id: str, how: str) -> httpx.Response:
    """Press one of the warning's buttons."""
    return await shop.house.browser.post(
        f"/app/{shop.house.slug}/payments/warnings/{warning_id}/{how}", data={}
    )


async def listed(shop: Shop) -> str:
    """Return the page of disputes and warnings."""
    return (await shop.house.browser.get(f"/app/{shop.house.slug}/payments/disputes")).text


async def refunds(shop: Shop) -> list[tuple[object, ...]]:
    """Return the refunds that Stripe made, as it knows them: amount and reason."""
    found = shop.client.v1.refunds.list(options={"stripe_account": shop.account}).data
    return [(each.amount, each.reason) for each in found]


async def test_those_who_look_after_money_are_told_once(shop: Shop, sandbox: Sandbox) -> None:
    """Owners, admins and accountants get one email each, however often Stripe speaks of the warning."""
    told = [shop.house.owner]
    told += [(await shop.product.member_of(shop.house, role))[0] for role in (Role.ADMIN, Role.ACCOUNTANT)]
    others = [(await shop.product.member_of(shop.house, role))[0] for role in (Role.MEMBER, Role.VIEWER)]
    await warned(shop)
    assert set(await shop.deliver([each | {"id": f"{each['id']}x"} for each in shop.messages()])) == {200}
    await shop.product.work()
    subjects = {person.email: subjects_of(sandbox, person.email) for person in (*told, *others)}
    assert [len(subjects[person.email]) for person in told] == [1, 1, 1]
    assert [subjects[person.email] for person in others] == [[], []]
    assert subjects[shop.house.owner.email][0].startswith("Early fraud warning: ")
    assert await shop.rows("SELECT count(*) FROM fraud_warnings") == [(1,)]


def subjects_of(sandbox: Sandbox, email: str) -> list[str]:
    """Return the subjects of the emails that somebody got."""
    found = httpx.get(f"{sandbox.url}/mail/api/messages", params={"to": email}).json()
    return [str(each["subject"]) for each in found]


async def test_one_press_refunds_all_and_a_second_finds_it_done(shop: Shop) -> None:
    """As fraud, so that Stripe blocks the card. Two at once, a message in between, another press later: one refund."""
    warning_id = await warned(shop)
    assert "Refund €190.40" in await listed(shop)
    both = await asyncio.gather(*(answered(shop, warning_id, "refund") for _ in range(2)))
    assert {each.status_code for each in both} == {303}
    await shop.hear()
    assert (await answered(shop, warning_id, "refund")).status_code == 303
    await shop.product.work()
    assert await refunds(shop) == [(TOTAL, "fraudulent")]
    assert await shop.rows("SELECT kind, amount_minor FROM payments ORDER BY amount_minor") == [
        ("refund", -TOTAL),
        ("payment", TOTAL),
    ]
    page = await listed(shop)
    assert "Refunded" in page
    assert f"{warning_id}/refund" not in page
    assert await shop.differences() == []


async def test_a_press_long_afterwards_refunds_nothing_more(shop: Shop) -> None:
    """Stripe forgets keys after a day: whether it refunded at the time is asked of it before it is told again."""
    warning_id = await warned(shop)
    await shop.spoil({"kind": "error", "when": "after", "method": "POST", "path": "/v1/refunds"})
    command = RefundWarned(shop.house.tenant_id, UUID(warning_id), "tests", shop.product.clock.now())
    with pytest.raises(StripeAway):
        await refund_warned(shop.till, command)
    await shop.go_on(days=2)
    await refund_warned(shop.till, command)
    assert await refunds(shop) == [(TOTAL, "fraudulent")]
    assert await shop.differences() == []


async def test_a_dispute_in_between_is_no_second_way_out(shop: Shop) -> None:
    """The bank was quicker: the press says so, and the warning shows what became of it."""
    warning_id = await warned(shop)
    await press(shop, "dispute.open")
    assert (await answered(shop, warning_id, "refund")).status_code == 303
    assert await refunds(shop) == []
    await shop.hear()
    with pytest.raises(Disputed):
        await refund_warned(
            shop.till,
            RefundWarned(shop.house.tenant_id, UUID(warning_id), "tests", shop.product.clock.now()),
        )
    assert "Disputed" in await listed(shop)
    assert await shop.differences() == []


async def test_small_payments_go_back_by_themselves_where_that_is_wanted(shop: Shop) -> None:
    """Up to the limit of the currency, once; above it, and without one, the warning waits for somebody."""
    await warned(shop)
    assert await refunds(shop) == []
    await limit(shop, "190,39")
    await warned(shop)
    assert await refunds(shop) == []
    await limit(shop, "190,40")
    await warned(shop)
    await shop.hear()
    assert await refunds(shop) == [(TOTAL, "fraudulent")]
    states = await shop.rows("SELECT state, requested_by FROM refunds")
    assert states == [("succeeded", "Automatic refund")]


async def limit(shop: Shop, amount: str) -> None:
    """Set up to which amount in euro payments go back by themselves."""
    path = f"/app/{shop.house.slug}/settings/online/fraud"
    assert (await shop.house.browser.post(path, data={"limit_EUR": amount})).status_code == 303


async def test_a_payment_may_be_kept(shop: Shop) -> None:
    """Whoever looks after money may leave it; others may neither leave nor refund it."""
    warning_id = await warned(shop)
    _, member = await shop.product.member_of(shop.house, Role.MEMBER)
    path = f"/app/{shop.house.slug}/payments/warnings/{warning_id}"
    assert [(await member.post(f"{path}/{how}", data={})).status_code for how in ("leave", "refund")] == [
        403,
        403,
    ]
    assert (await answered(shop, warning_id, "leave")).status_code == 303
    assert "Left as it is by" in await listed(shop)
    assert await refunds(shop) == []
