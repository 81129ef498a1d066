"""Approval of drafts: asked for by a tenant, given by some roles, undone by every change, decided once."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from approval_house import INVOICES, a_draft_of, asking, deeds, key_with, press, stands
from invoiceflow.invoicing.actions.approve_draft import ApproveDraft, approve_draft
from invoiceflow.invoicing.actions.issue_invoice import IssueInvoice, issue_invoice
from invoiceflow.invoicing.actions.save_draft import SaveDraft, save_draft
from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.queries.documents import draft as draft_of
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.tenancy.domain.role import Role
from invoicing_house import LINK_KEY, a_line
from product import Product
from queries import watching


async def test_nobody_is_asked_where_the_tenant_asks_for_nothing(product: Product) -> None:
    """With approval off a member issues as ever, and there is nothing to submit."""
    house = await product.house()
    _, browser = await product.member_of(house, Role.MEMBER)
    draft_id = await a_draft_of(house)
    refused = await house.api.post(f"{INVOICES}/{draft_id}/submit")
    assert (refused.status_code, refused.json()["code"]) == (409, "approval.off")
    await press(house, browser, draft_id, "issue")
    found = await stands(house, draft_id)
    assert (found["status"], found["approval"]) == ("issued", None)


async def test_a_member_submits_an_accountant_approves_the_member_issues(product: Product) -> None:
    """The whole way, over the pages; each step is in the audit log and at the draft."""
    house = await asking(product)
    _, member = await product.member_of(house, Role.MEMBER)
    _, accountant = await product.member_of(house, Role.ACCOUNTANT)
    draft_id = await a_draft_of(house)
    assert "needs approval" in await press(house, member, draft_id, "issue")
    assert (await stands(house, draft_id))["status"] == "draft"
    await press(house, member, draft_id, "submit", revision="1")
    found = await stands(house, draft_id)
    assert (found["approval"], found["submitted_by"]) == ("submitted", "Member Member")
    assert "needs approval" in await press(house, member, draft_id, "issue")
    await press(house, accountant, draft_id, "approve", revision="1")
    found = await stands(house, draft_id)
    assert (found["approval"], found["decided_by"]) == ("approved", "Accountant Member")
    await press(house, member, draft_id, "issue")
    found = await stands(house, draft_id)
    assert (found["status"], found["approval"]) == ("issued", "approved")
    assert await deeds(product, house, draft_id) == [
        "draft.created",
        "draft.submitted",
        "draft.approved",
        "invoice.issued",
    ]


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.ACCOUNTANT])
async def test_who_may_approve_issues_in_one_step(product: Product, role: Role) -> None:
    """Issuing without a submission approves as well, in one transaction: the audit log has both."""
    house = await asking(product)
    person, browser = await product.member_of(house, role)
    draft_id = await a_draft_of(house)
    await press(house, browser, draft_id, "issue")
    found = await stands(house, draft_id)
    assert (found["status"], found["approval"], found["decided_by"]) == ("issued", "approved", person.name)
    assert await deeds(product, house, draft_id) == ["draft.created", "draft.approved", "invoice.issued"]


async def test_a_change_undoes_an_approval(product: Product) -> None:
    """What was approved is what it said; saving the same again is no change. What was undone is in the audit log."""
    house = await asking(product)
    _, member = await product.member_of(house, Role.MEMBER)
    draft_id = await a_draft_of(house)
    await press(house, member, draft_id, "submit")
    await house.api.post(f"{INVOICES}/{draft_id}/approve")
    await house.api.patch(f"{INVOICES}/{draft_id}", json={"reference": ""})
    assert (await stands(house, draft_id))["approval"] == "approved"
    await house.api.patch(f"{INVOICES}/{draft_id}", json={"reference": "PO 7"})
    assert (await stands(house, draft_id))["approval"] is None
    assert "needs approval" in await press(house, member, draft_id, "issue")
    await press(house, member, draft_id, "submit")
    for reference in ("PO 8", "PO 9"):
        await house.api.patch(f"{INVOICES}/{draft_id}", json={"reference": reference})
    undone = [each for each in await deeds(product, house, draft_id) if each.endswith("_undone")]
    assert undone == ["draft.approval_undone", "draft.submission_undone"]


async def test_a_blank_line_is_no_change(product: Product) -> None:
    """An approved draft with a line that nobody has written into is issued without it, and stays approved."""
    house = await asking(product)
    draft_id = InvoiceId(UUID(await a_draft_of(house)))
    at, database = product.clock.now(), product.world.database
    async with database.as_tenant(house.tenant_id) as session:
        content = (await draft_of(session, draft_id)).content
        blank = a_line(at, description="", unit_price=Decimal(0))
        wide = replace(content, lines=(blank, *content.lines))
        await save_draft(session, SaveDraft(draft_id, wide, None, "tests", at))
    await house.api.post(f"{INVOICES}/{draft_id}/submit")
    await house.api.post(f"{INVOICES}/{draft_id}/approve")
    async with database.as_tenant(house.tenant_id) as session:
        issued = await issue_invoice(session, IssueInvoice(draft_id, LINK_KEY, "tests", at))
    assert len(issued.content.lines) == 1


async def test_a_returned_draft_says_why_and_comes_back(product: Product) -> None:
    """The note stands at the draft while it is mended; submitting it again takes the note away."""
    house = await asking(product)
    _, member = await product.member_of(house, Role.MEMBER)
    draft_id = await a_draft_of(house)
    await press(house, member, draft_id, "submit")
    await press(house, house.browser, draft_id, "return", note="Say which order this is.", revision="1")
    await house.api.patch(f"{INVOICES}/{draft_id}", json={"reference": "PO 7"})
    found = await stands(house, draft_id)
    assert (found["approval"], found["approval_note"]) == ("returned", "Say which order this is.")
    refused = await house.api.post(f"{INVOICES}/{draft_id}/approve")
    assert (refused.status_code, refused.json()["code"]) == (409, "approval.not_submitted")
    await press(house, member, draft_id, "submit")
    found = await stands(house, draft_id)
    assert (found["approval"], found["approval_note"]) == ("submitted", "")


async def test_only_who_submitted_withdraws(product: Product) -> None:
    """Another member's button changes nothing; one's own takes the submission back."""
    house = await asking(product)
    _, member = await product.member_of(house, Role.MEMBER)
    _, other = await product.member_of(house, Role.MEMBER)
    draft_id = await a_draft_of(house)
    await press(house, member, draft_id, "submit")
    assert "Somebody else submitted this draft" in await press(house, other, draft_id, "withdraw")
    assert (await stands(house, draft_id))["approval"] == "submitted"
    await press(house, member, draft_id, "withdraw")
    assert (await stands(house, draft_id))["approval"] is None
    again = await house.api.post(f"{INVOICES}/{draft_id}/withdraw")
    assert (again.status_code, again.json()["code"]) == (409, "approval.not_submitted")


async def test_an_incomplete_draft_is_not_submitted(product: Product) -> None:
    """What could not be issued is not put before anybody; all that is missing is named."""
    house = await asking(product)
    draft_id = await a_draft_of(house)
    days = {"issued_on": "2026-11-18", "due_on": "2026-11-01"}
    await house.api.patch(f"{INVOICES}/{draft_id}", json=days)
    refused = await house.api.post(f"{INVOICES}/{draft_id}/submit")
    assert (refused.status_code, refused.json()["code"]) == (422, "invoice.incomplete")


async def test_what_changed_meanwhile_is_not_approved(product: Product) -> None:
    """Approving carries the revision that was looked at: a changed draft is refused, even when submitted again."""
    house = await asking(product)
    draft_id = await a_draft_of(house)
    await house.api.post(f"{INVOICES}/{draft_id}/submit")
    seen = (await house.api.get(f"{INVOICES}/{draft_id}")).headers["etag"]
    await house.api.patch(f"{INVOICES}/{draft_id}", json={"reference": "PO 7"})
    await house.api.post(f"{INVOICES}/{draft_id}/submit")
    refused = await house.api.post(f"{INVOICES}/{draft_id}/approve", headers={"If-Match": seen})
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice.stale")
    fresh = (await house.api.get(f"{INVOICES}/{draft_id}")).headers["etag"]
    done = await house.api.post(f"{INVOICES}/{draft_id}/approve", headers={"If-Match": fresh})
    assert (done.status_code, done.json()["approval"]) == (200, "approved")


async def test_two_approvers_at_once_decide_once(product: Product) -> None:
    """Of several who approve and return at the same instant one decides; the others are told."""
    house = await asking(product)
    for _ in range(5):
        draft_id = await a_draft_of(house)
        await house.api.post(f"{INVOICES}/{draft_id}/submit")
        verbs = ("approve", "return", "approve", "return")
        answers = await asyncio.gather(*(house.api.post(f"{INVOICES}/{draft_id}/{verb}") for verb in verbs))
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
        decided = [deed for deed in await deeds(product, house, draft_id) if deed != "draft.created"]
        assert len(decided) == 2


@pytest.mark.parametrize("turn", range(5))
async def test_a_save_while_it_is_approved_is_never_approved_itself(product: Product, turn: int) -> None:  # noqa: ARG001  # repeated
    """Whichever comes first: what is approved in the end is what the approver looked at, or nothing is."""
    house = await asking(product)
    draft_id = InvoiceId(UUID(await a_draft_of(house)))
    await house.api.post(f"{INVOICES}/{draft_id}/submit")
    at, database = product.clock.now(), product.world.database

    async def approve() -> None:
        async with database.as_tenant(house.tenant_id) as session:
            await approve_draft(session, ApproveDraft(draft_id, "Ada", at, revision=1))

    async def save() -> None:
        async with database.as_tenant(house.tenant_id) as session:
            content = replace((await draft_of(session, draft_id)).content, reference="PO 7")
            await save_draft(session, SaveDraft(draft_id, content, 1, "Mara", at))

    await asyncio.gather(approve(), save(), return_exceptions=True)
    async with database.as_tenant(house.tenant_id) as session:
        found = await draft_of(session, draft_id)
    assert (found.content.reference, found.review.state) == ("PO 7", Approval.NONE)
    with pytest.raises(Refused, match="needs approval"):
        async with database.as_tenant(house.tenant_id) as session:
            await issue_invoice(session, IssueInvoice(draft_id, LINK_KEY, "Mara", at))


async def test_a_key_approves_with_the_scope_for_it(product: Product) -> None:
    """A key that issues alone is refused until a key that approves has approved."""
    house = await asking(product)
    issuing = await key_with(product, house, "invoices:issue")
    approving = await key_with(product, house, "invoices:approve")
    draft_id = await a_draft_of(house)
    await house.api.post(f"{INVOICES}/{draft_id}/submit")
    refused = await issuing.post(f"{INVOICES}/{draft_id}/issue")
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice.needs_approval")
    denied = await issuing.post(f"{INVOICES}/{draft_id}/approve")
    assert (denied.status_code, denied.json()["code"]) == (403, "permission.denied")
    assert "invoices:approve" in denied.json()["detail"]
    assert (await approving.post(f"{INVOICES}/{draft_id}/approve")).status_code == 200
    assert (await issuing.post(f"{INVOICES}/{draft_id}/issue")).status_code == 200


async def test_a_foreign_draft_is_not_there(product: Product) -> None:
    """Another tenant's key and members find nothing to submit, approve, return or withdraw; its own does."""
    house, other = await asking(product), await asking(product)
    draft_id = await a_draft_of(house)
    for verb in ("submit", "approve", "return", "withdraw"):
        assert (await other.api.post(f"{INVOICES}/{draft_id}/{verb}")).status_code == 404
        there = f"/app/{house.slug}/invoices/{draft_id}/{verb}"
        assert (await other.browser.post(there, data={})).status_code == 404
    assert (await house.api.post(f"{INVOICES}/{draft_id}/submit")).status_code == 200


async def test_issuing_costs_no_more_for_it(product: Product) -> None:
    """Where nobody asks for approval, and where it was given, issuing takes the same statements."""
    costs = []
    for house in (await product.house(), await asking(product)):
        draft_id = await a_draft_of(house)
        await house.api.post(f"{INVOICES}/{draft_id}/submit")
        await house.api.post(f"{INVOICES}/{draft_id}/approve")
        with watching(product) as watch:
            answer = await watch.like(house.api).post(f"{INVOICES}/{draft_id}/issue")
            assert answer.status_code == 200
        costs.append(len(watch.statements))
    assert costs[0] == costs[1]
