"""Where drafts stand with those who approve, as the overview and the list of invoices show it."""

import re

import httpx
import pytest

from invoiceflow.tenancy.domain.role import Role
from product import House, Product, a_profile
from reporting_house import a_named_client, an_invoice

API = "/api/v1/invoices"
SECTION = "Waiting for your approval"


async def asking(product: Product) -> House:
    """Return a house that asks for approval."""
    return await product.house(a_profile(approval=True))


async def standing(product: Product, house: House, *steps: str, client: str = "Museum") -> str:
    """Return the id of a draft that took these steps over the API."""
    client_id = await a_named_client(product, house, client)
    draft_id = str(await an_invoice(product, house, client_id=client_id, issued=False))
    for step in steps:
        answer = await house.api.post(f"{API}/{draft_id}/{step}")
        assert answer.status_code == 200, answer.text
    return draft_id


async def overview(house: House, browser: httpx.AsyncClient) -> str:
    """Return the overview's HTML."""
    return (await browser.get(f"/app/{house.slug}")).text


def rows_in(html: str) -> list[str]:
    """Return the ids of the list's rows, in their order."""
    return re.findall(r'<tr id="i-([0-9a-f-]+)"', html)


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.ACCOUNTANT])
async def test_who_may_approve_sees_what_waits(product: Product, role: Role) -> None:
    """Client, who submitted it and the way to it, the oldest first; a returned draft waits for somebody else."""
    house = await asking(product)
    first = await standing(product, house, "submit", client="Atelier Zürichsee AG")
    second = await standing(product, house, "submit", client="Museum für Papier")
    returned = await standing(product, house, "submit", "return")
    _, browser = await product.member_of(house, role)
    page = await overview(house, browser)
    assert SECTION in page
    assert page.index("Draft for Atelier Zürichsee AG") < page.index("Draft for Museum für Papier")
    assert f'id="waiting-{first}"' in page
    assert f'id="waiting-{second}"' in page
    assert f'id="waiting-{returned}"' not in page
    assert page.count("Submitted by ") == 2


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
async def test_who_may_not_approve_sees_no_such_section(product: Product, role: Role) -> None:
    """What a member cannot do is not asked of them; the owner sees the same draft waiting."""
    house = await asking(product)
    await standing(product, house, "submit")
    _, browser = await product.member_of(house, role)
    assert SECTION not in await overview(house, browser)
    assert SECTION in await overview(house, house.browser)


async def test_the_section_is_there_only_while_something_waits(product: Product) -> None:
    """Nothing stands there before the first submission, nor after the last decision; its place stays for the news."""
    house = await asking(product)
    before = await overview(house, house.browser)
    draft_id = await standing(product, house, "submit")
    waiting = await overview(house, house.browser)
    await house.api.post(f"{API}/{draft_id}/approve")
    after = await overview(house, house.browser)
    assert [SECTION in page for page in (before, waiting, after)] == [False, True, False]
    assert all('id="waiting" data-live="invoice"' in page for page in (before, waiting, after))


async def test_nothing_waits_once_approval_is_off(product: Product) -> None:
    """Turned off, neither overview nor list speak of it, whatever was submitted before."""
    house = await asking(product)
    await standing(product, house, "submit")
    assert "badge-submitted" in (await house.browser.get(f"/app/{house.slug}/invoices")).text
    form = {"version": "1"}
    answer = await house.browser.post(f"/app/{house.slug}/settings/approval", data=form)
    assert answer.status_code == 303
    assert SECTION not in await overview(house, house.browser)
    shown = (await house.browser.get(f"/app/{house.slug}/invoices")).text
    assert "badge-submitted" not in shown
    assert "f-approval" not in shown


async def test_more_than_fit_lead_to_the_list(product: Product) -> None:
    """Five have rows of their own; the count has all, and the rest is one link away."""
    house = await asking(product)
    for _ in range(6):
        await standing(product, house, "submit")
    page = await overview(house, house.browser)
    assert page.count('<li id="waiting-') == 5
    assert 'invoices?approval=submitted">All 6 drafts<' in page


async def test_the_list_narrows_by_where_drafts_stand(product: Product) -> None:
    """Each state has its badge and its filter; an issued invoice, though approved once, waits for nothing."""
    house = await asking(product)
    drafts = {
        "submitted": await standing(product, house, "submit"),
        "returned": await standing(product, house, "submit", "return"),
        "approved": await standing(product, house, "submit", "approve"),
    }
    issued = await standing(product, house, "submit", "approve", "issue")
    whole = (await house.browser.get(f"/app/{house.slug}/invoices")).text
    assert issued in rows_in(whole)
    for state, draft_id in drafts.items():
        shown = (await house.browser.get(f"/app/{house.slug}/invoices?approval={state}")).text
        assert rows_in(shown) == [draft_id]
        assert f"Approval <b>{state}</b>" in shown
        assert f'<span class="badge badge-{state}">' in whole
        listed = (await house.api.get(API, params={"approval": state})).json()
        assert [each["id"] for each in listed["items"]] == [draft_id]


async def test_the_list_says_when_nothing_stands_so(product: Product) -> None:
    """A filter that finds nothing is named, with the way to remove it; the file of the list is narrowed like it."""
    house = await asking(product)
    await standing(product, house, "submit")
    shown = (await house.browser.get(f"/app/{house.slug}/invoices?approval=returned")).text
    assert "approval returned" in shown
    assert "Remove the approval filter" in shown
    exported = (await house.browser.get(f"/app/{house.slug}/invoices.csv?approval=returned")).text
    assert len(exported.splitlines()) == 1


async def test_an_unknown_standing_is_no_filter(product: Product) -> None:
    """A page counts nonsense as not asked; the API names the parameter that is wrong."""
    house = await asking(product)
    draft_id = await standing(product, house, "submit")
    shown = (await house.browser.get(f"/app/{house.slug}/invoices?approval=perhaps")).text
    assert rows_in(shown) == [draft_id]
    refused = await house.api.get(API, params={"approval": "perhaps"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/approval")


async def test_nobody_sees_what_waits_in_another_tenant(product: Product) -> None:
    """The same filter shows the draft to its tenant, and nothing to another that asks for approval too."""
    house, other = await asking(product), await asking(product)
    draft_id = await standing(product, house, "submit")
    for one, expected in ((house, [draft_id]), (other, [])):
        shown = (await one.browser.get(f"/app/{one.slug}/invoices?approval=submitted")).text
        assert rows_in(shown) == expected
        assert (SECTION in await overview(one, one.browser)) == bool(expected)
