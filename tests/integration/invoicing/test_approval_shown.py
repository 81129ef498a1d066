"""Approval of drafts where people meet it: in the builder, on pages, in the settings, by email."""

import httpx
import msgspec

from approval_house import INVOICES, a_draft_of, asking, key_with, press, stands
from caught_mail import subjects_to
from invoiceflow.tenancy.domain.role import Role
from product import Product
from stand_ins import Sandbox


async def test_several_at_once_obey_too(product: Product) -> None:
    """A member who issues selected rows issues those that are approved, and is told about the others."""
    house = await asking(product)
    _, member = await product.member_of(house, Role.MEMBER)
    approved, plain = await a_draft_of(house), await a_draft_of(house)
    await house.api.post(f"{INVOICES}/{approved}/submit")
    await house.api.post(f"{INVOICES}/{approved}/approve")
    form = {"action": "issue", "ids": [approved, plain]}
    await member.post(f"/app/{house.slug}/invoices/several", data=form)
    assert [(await stands(house, each))["status"] for each in (approved, plain)] == ["issued", "draft"]
    await house.browser.post(f"/app/{house.slug}/invoices/several", data={"action": "issue", "ids": [plain]})
    assert (await stands(house, plain))["status"] == "issued"


async def test_the_builder_submits_and_obeys(product: Product) -> None:
    """The builder's issue is refused, its submit takes; a save that changes something says that it undid that."""
    house = await asking(product)
    _, member = await product.member_of(house, Role.MEMBER)
    draft_id = await a_draft_of(house)
    here = f"/app/{house.slug}/invoices/{draft_id}/draft"
    headers = {"If-Match": '"1"', "Accept": "application/json"}
    refused = await member.post(f"{here}/issue", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "invoice.needs_approval")
    done = await member.post(f"{here}/submit", headers=headers)
    assert (done.status_code, done.json()["url"]) == (200, f"/app/{house.slug}/invoices/{draft_id}")
    loaded = (await member.get(here)).json()
    assert loaded["standing"]["state"] == "submitted"
    saved = (await member.put(here, json=loaded["draft"], headers=headers)).json()
    assert saved["approval"] == "submitted"
    saved = (await member.put(here, json=loaded["draft"] | {"reference": "PO 7"}, headers=headers)).json()
    assert saved["approval"] == ""


async def test_the_builder_knows_who_decided_and_why(product: Product) -> None:
    """It starts with where the draft stands, for the very person who reads it, and reads the same again later."""
    house = await asking(product)
    submitter, member = await product.member_of(house, Role.MEMBER)
    _, other = await product.member_of(house, Role.MEMBER)
    draft_id = await a_draft_of(house)
    here = f"/app/{house.slug}/invoices/{draft_id}"
    await press(house, member, draft_id, "submit")
    for browser, by_you in ((member, True), (other, False)):
        loaded = (await browser.get(f"{here}/draft")).json()["standing"]
        assert loaded == {"state": "submitted", "by": submitter.name, "by_you": by_you, "note": ""}
    await press(house, house.browser, draft_id, "return", note="Which order?", revision="1")
    loaded = (await member.get(f"{here}/draft")).json()["standing"]
    assert loaded == {"state": "returned", "by": house.owner.name, "by_you": False, "note": "Which order?"}
    page = (await member.get(f"{here}/edit")).text
    assert msgspec.json.encode(loaded).decode() in page


async def test_the_settings_turn_it_on_and_off(product: Product) -> None:
    """An admin's change holds from the next request on and is in the audit log; a member may not change it."""
    house = await product.house()
    _, admin = await product.member_of(house, Role.ADMIN)
    _, member = await product.member_of(house, Role.MEMBER)
    here, draft_id = f"/app/{house.slug}/settings/approval", await a_draft_of(house)
    assert (await member.get(here)).status_code == 403
    version = "1"
    for approval, code in (("true", 409), ("false", 200)):
        answer = await admin.post(here, data={"approval": approval, "version": version})
        assert answer.status_code == 303, answer.text
        version = "2"
        issued = await (await key_with(product, house, "invoices:issue")).post(f"{INVOICES}/{draft_id}/issue")
        assert issued.status_code == code
    read = "SELECT detail FROM audit_entries WHERE tenant_id = $1 AND action = 'settings.edited' ORDER BY seq"
    rows = await product.world.reads.rows(house.tenant_id, read)
    assert [msgspec.json.decode(row["detail"]) for row in rows] == [
        {"approval.before": "False", "approval.after": "True"},
        {"approval.before": "True", "approval.after": "False"},
    ]


async def test_who_is_told(mailing: Product, sandbox: Sandbox) -> None:
    """Submitting writes to each who may approve but not to oneself; deciding writes to who submitted, with the note."""
    house = await asking(mailing)
    submitter, browser = await mailing.member_of(house, Role.ACCOUNTANT)
    admin, _ = await mailing.member_of(house, Role.ADMIN)
    viewer, _ = await mailing.member_of(house, Role.VIEWER)
    draft_id = await a_draft_of(house)
    await press(house, browser, draft_id, "submit")
    await mailing.work()
    told = {
        person.email: await subjects_to(sandbox, person.email)
        for person in (house.owner, admin, submitter, viewer)
    }
    asked = ["Waiting for your approval: Café Lindenhof GmbH, €171.36"]
    assert told == {house.owner.email: asked, admin.email: asked, submitter.email: [], viewer.email: []}
    await press(house, house.browser, draft_id, "return", note="Which order is this?")
    await mailing.work()
    assert await subjects_to(sandbox, submitter.email) == ["Draft returned: Café Lindenhof GmbH, €171.36"]
    await press(house, browser, draft_id, "submit")
    await press(house, house.browser, draft_id, "approve")
    await mailing.work()
    assert await subjects_to(sandbox, admin.email) == asked, (
        "what was decided meanwhile is not asked for any more"
    )
    assert sorted(await subjects_to(sandbox, submitter.email)) == [
        "Draft approved: Café Lindenhof GmbH, €171.36",
        "Draft returned: Café Lindenhof GmbH, €171.36",
    ]


async def test_the_draft_shows_where_it_stands_and_what_each_may_do(product: Product) -> None:
    """A member submits and withdraws, whoever approves decides or issues; the page offers each their own buttons."""
    house = await asking(product)
    _, member = await product.member_of(house, Role.MEMBER)
    draft_id = await a_draft_of(house)
    here = f"/app/{house.slug}/invoices/{draft_id}"

    async def offered(browser: httpx.AsyncClient) -> set[str]:
        page = (await browser.get(here)).text
        verbs = ("submit", "withdraw", "approve", "return", "issue")
        return {verb for verb in verbs if f'action="{here}/{verb}"' in page}

    assert (await offered(member), await offered(house.browser)) == ({"submit"}, {"issue"})
    assert "Waiting for approval" in await press(house, member, draft_id, "submit", revision="1")
    assert await offered(member) == {"withdraw"}
    assert await offered(house.browser) == {"approve", "return", "issue"}
    text = await press(house, house.browser, draft_id, "return", note="Which order?", revision="1")
    assert "Which order?" in text
    assert await offered(member) == {"submit"}
    await press(house, member, draft_id, "submit", revision="1")
    await press(house, house.browser, draft_id, "approve", revision="1")
    assert await offered(member) == {"issue"}
