"""Disputes: in view with what there is to do, answered once, and nothing refunded meanwhile."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from stripe import Dispute, RequestOptions

from invoiceflow.entrypoints.wiring import documents
from invoiceflow.payments.actions.connect_account import StripeAway
from invoiceflow.payments.actions.refund_payment import RefundPayment, finish_refund, refund_payment
from invoiceflow.payments.actions.submit_evidence import (
    NOT_REACHED,
    SubmitEvidence,
    TooLate,
    give_up_evidence,
    hand_in_evidence,
    submit_evidence,
)
from invoiceflow.payments.domain.dispute import DisputeStatus
from invoiceflow.payments.domain.trouble_words import DISPUTES, UNKNOWN, dispute_words
from invoiceflow.payments.ports import Away
from invoiceflow.payments.queries.troubles import Wanted, dispute_list
from invoiceflow.tenancy.domain.role import Role
from payments_house import a_troubled_payment
from till import TOTAL, Shop

DISPUTED, ASKED, RISKY = "4000000000000259", "4000000000001976", "4000000000009235"
TEXTS = {"uncategorized_text": "They opened the invoice and paid it.", "service_date": "18 November 2026"}


async def disputed(shop: Shop, card: str = DISPUTED) -> str:
    """Have a client pay with a card whose bank then asks for the money, and return the dispute's id."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id), card)
    await shop.hear()
    ((dispute_id,),) = await shop.rows("SELECT id::text FROM disputes")
    return str(dispute_id)


def at_stripe(shop: Shop) -> Dispute:
    """Return the account's dispute as Stripe has it."""
    (found,) = shop.client.v1.disputes.list(options={"stripe_account": shop.account}).data
    return found


async def page(shop: Shop, dispute_id: str, rest: str = "") -> httpx.Response:
    """Return the page of a dispute."""
    return await shop.house.browser.get(f"/app/{shop.house.slug}/payments/disputes/{dispute_id}{rest}")


async def test_every_state_of_stripe_has_words() -> None:
    """Also one that Stripe invents, which is shown as a dispute that is to be looked at there."""
    assert set(DISPUTES) == set(DisputeStatus)
    assert dispute_words("a_new_one") is UNKNOWN


async def test_evidence_is_prepared_read_and_handed_in_once(shop: Shop) -> None:
    """From our own records, with the invoice; a second form, and a job that comes again, hand nothing in."""
    dispute_id = await disputed(shop)
    form = (await page(shop, dispute_id, "/evidence")).text
    assert "issued invoice" in form
    assert "1.0" not in form
    assert "Visa 0259" in form
    path = f"/app/{shop.house.slug}/payments/disputes/{dispute_id}/evidence"
    sent = {**TEXTS, "document": "on"}
    await shop.spoil({"kind": "error", "when": "after", "method": "POST", "path": "/v1/disputes"})
    assert (await shop.house.browser.post(path, data=sent)).status_code == 303
    again = await shop.house.browser.post(path, data=sent)
    assert (again.status_code, "The bank takes it once" in again.text) == (422, True)
    await shop.product.work()
    await shop.go_on(days=2)  # Stripe forgets by then what it was told under a key
    ((evidence_id,),) = await shop.rows("SELECT id FROM evidence")
    for _ in range(2):
        await hand_in_evidence(shop.till, documents(shop.product.world), shop.house.tenant_id, evidence_id)
    await shop.hear()
    found = at_stripe(shop)
    assert (found.status, found.evidence_details.submission_count) == ("under_review", 1)
    assert (found.evidence.uncategorized_text, bool(found.evidence.receipt)) == (
        TEXTS["uncategorized_text"],
        True,
    )
    assert await shop.rows("SELECT state, texts FROM evidence") == [("submitted", TEXTS)]
    shown = (await page(shop, dispute_id)).text
    assert "Handed in by" in shown
    assert "Under review" in shown
    assert "Prepare evidence" not in shown
    assert {letter.partition(",")[0] for letter in await shop.letters()} == {"Dispute: needs an answer"}
    assert await shop.differences() == []


async def test_disputes_are_read_by_programs_and_paged(shop: Shop) -> None:
    """One at a time, the newest first, by the API and on the page; every one once, with its payment and invoice."""
    invoice, at = await shop.invoice(), shop.product.clock.now()
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        made = [
            (await a_troubled_payment(session, invoice.id, 100, "Visa 4242", at + timedelta(hours=hour)))[0]
            for hour in range(3)
        ]
        first = await dispute_list(session, Wanted(limit=2))
        second = await dispute_list(session, Wanted(after=first.rows[-1].key, limit=2))
        back = await dispute_list(session, Wanted(before=second.rows[0].key, limit=2))
    assert [row.dispute.id for row in (*first.rows, *second.rows)] == made[::-1]
    assert (first.has_older, second.has_older, second.has_newer, back.rows) == (True, False, True, first.rows)
    found, after = list[dict[str, str]](), dict[str, str]()
    for _ in made:
        answer = await shop.house.api.get("/api/v1/disputes", params={"limit": 1, **after})
        found += answer.json()["items"]
        after = {"after": answer.json()["next"]}
    assert after == {"after": None}
    assert [UUID(each["id"]) for each in found] == made[::-1]
    assert {each["invoice_id"] for each in found} == {str(invoice.id)}
    assert (await shop.house.api.get(f"/api/v1/disputes/{made[0]}")).json() == found[-1]
    assert (await shop.house.api.get(f"/api/v1/disputes/{invoice.id}")).status_code == 404
    listed = await shop.house.browser.get(f"/app/{shop.house.slug}/payments/disputes")
    assert "3 disputes" in listed.text


async def test_evidence_that_stripe_cannot_be_reached_with_is_told_and_handed_in_once_more(
    shop: Shop,
) -> None:
    """After the last try: a letter, the fault on the page, and the form as it was filled in; the bank has it once."""
    dispute_id = await disputed(shop)
    path = f"/app/{shop.house.slug}/payments/disputes/{dispute_id}/evidence"
    assert (await shop.house.browser.post(path, data=TEXTS)).status_code == 303
    ((evidence_id,),) = await shop.rows("SELECT id FROM evidence")
    await shop.spoil({"kind": "error", "when": "after", "method": "POST", "path": "/v1/disputes"})
    with pytest.raises(Away):
        await hand_in_evidence(shop.till, documents(shop.product.world), shop.house.tenant_id, evidence_id)
    await give_up_evidence(shop.till, shop.house.tenant_id, evidence_id)
    await shop.product.work()
    assert [each for each in await shop.letters() if each.startswith("Evidence not handed in")] != []
    assert NOT_REACHED in (await page(shop, dispute_id)).text
    form = (await page(shop, dispute_id, "/evidence")).text
    assert TEXTS["uncategorized_text"] in form
    assert (await shop.house.browser.post(path, data=TEXTS)).status_code == 303
    await shop.product.work()
    assert at_stripe(shop).evidence_details.submission_count == 1
    rows = await shop.rows("SELECT state FROM evidence ORDER BY state")
    assert rows == [("refused",), ("submitted",)]


async def test_after_the_due_date_nothing_is_handed_in(shop: Shop) -> None:
    """Said in a sentence, on the page and by the action; those who may not look after money get no form at all."""
    dispute_id = await disputed(shop)
    _, member = await shop.product.member_of(shop.house, Role.MEMBER)
    assert (
        await member.get(f"/app/{shop.house.slug}/payments/disputes/{dispute_id}/evidence")
    ).status_code == 403
    due = shop.product.clock.now() + timedelta(days=8)
    async with shop.product.world.database.as_tenant(shop.house.tenant_id) as session:
        with pytest.raises(TooLate):
            await submit_evidence(
                session, SubmitEvidence(UUID(dispute_id), TEXTS, has_document=False, actor="tests", at=due)
            )
    assert "Due " in (await page(shop, dispute_id)).text
    assert await shop.rows("SELECT 1 FROM evidence") == []


async def test_nothing_is_refunded_while_the_bank_has_the_money(shop: Shop) -> None:
    """A page says why. A refund that was under way when the dispute came ends as refused, and the books are right."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    ((payment_id, charge),) = await shop.rows("SELECT payment_id::text, charge_id FROM charges")
    await shop.spoil({"kind": "error", "when": "before", "method": "POST", "path": "/v1/refunds"})
    command = RefundPayment(
        shop.house.tenant_id,
        UUID(payment_id),
        UUID(int=7),
        amount_minor=4040,
        reason="too much",
        actor="tests",
        at=shop.product.clock.now(),
    )
    with pytest.raises(StripeAway):
        await refund_payment(shop.till, command)
    await shop.press("dispute.open", charge)
    await shop.hear()
    await finish_refund(shop.till, shop.house.tenant_id, UUID(int=7))
    assert await shop.rows("SELECT state FROM refunds") == [("refused",)]
    path = f"/app/{shop.house.slug}/payments/{payment_id}/refund"
    for rest in ("payments", f"invoices/{invoice.id}"):
        assert path not in (await shop.house.browser.get(f"/app/{shop.house.slug}/{rest}")).text
    form = {"amount": "1", "reason": "", "refund_id": str(UUID(int=8))}
    answer = await shop.house.browser.post(path, data=form)
    assert (answer.status_code, "asks for this money already" in answer.text) == (422, True)
    assert await shop.rows("SELECT sum(amount_minor)::int FROM payments") == [(TOTAL,)]
    assert await shop.differences() == []


async def test_what_is_asked_for_already_is_not_offered_again(shop: Shop) -> None:
    """While it is not known what became of a refund of all, no page offers another one."""
    invoice = await shop.invoice()
    await shop.pay(await shop.checkout(invoice.id))
    await shop.hear()
    ((payment_id,),) = await shop.rows("SELECT id::text FROM payments")
    path = f"/app/{shop.house.slug}/payments/{payment_id}/refund"
    await shop.spoil({"kind": "error", "when": "before", "method": "POST", "path": "/v1/refunds"})
    form = {"amount": "190,40", "reason": "", "refund_id": str(UUID(int=9))}
    await shop.house.browser.post(path, data=form)
    assert await shop.rows("SELECT state FROM refunds") == [("requested",)]
    for rest in ("payments", f"invoices/{invoice.id}"):
        assert path not in (await shop.house.browser.get(f"/app/{shop.house.slug}/{rest}")).text


async def test_a_lost_dispute_is_led_to_from_its_invoice(shop: Shop) -> None:
    """From what it took; and within one instant the ledger shows money before what happened to it."""
    dispute_id = await disputed(shop)
    options: RequestOptions = {"stripe_account": shop.account}
    shop.client.v1.disputes.close(at_stripe(shop).id, options=options)
    await shop.hear()
    ((invoice_id,),) = await shop.rows("SELECT invoice_id FROM payments WHERE kind = 'chargeback'")
    shown = (await shop.house.browser.get(f"/app/{shop.house.slug}/invoices/{invoice_id}")).text
    assert f'/payments/disputes/{dispute_id}"' in shown
    ledger = shown.split('id="ledger"')[1]
    places = [ledger.index(f">{kind}<") for kind in ("Issued", "Payment", "Fee", "Dispute", "Dispute lost")]
    assert places == sorted(places)


async def test_a_refund_ends_an_inquiry_and_a_review(shop: Shop) -> None:
    """An inquiry took nothing, so that giving the money back is an answer; risk and review stand at the payment."""
    dispute_id = await disputed(shop, ASKED)
    assert "has not taken any money" in (await page(shop, dispute_id)).text
    ((payment_id, charge),) = await shop.rows("SELECT payment_id::text, charge_id FROM charges")
    await shop.press("review.open", charge)
    await shop.hear()
    assert await shop.rows("SELECT review FROM charges") == [("open",)]
    path = f"/app/{shop.house.slug}/payments/{payment_id}/refund"
    form = {"amount": "190,40", "reason": "", "refund_id": str(UUID(int=9))}
    assert (await shop.house.browser.post(path, data=form)).status_code == 303
    await shop.hear()
    assert await shop.rows("SELECT status FROM disputes") == [("warning_closed",)]
    assert await shop.rows("SELECT review FROM charges") == [("refunded",)]
    subjects = [letter.partition(",")[0] for letter in await shop.letters()]
    assert subjects == ["Dispute: inquiry", "Dispute: inquiry closed"]
