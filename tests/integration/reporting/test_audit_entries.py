"""What entries of the audit log say: who it was, and what changed, in words."""

import json
from datetime import timedelta

from audit_reading import add_client, entries, path
from invitations_house import invite, link
from invoiceflow.reporting.web.audit.details import told
from invoiceflow.tenancy.domain.role import Role
from product import Product


async def test_it_tells_who_what_when_before_and_after(product: Product) -> None:
    """The newest entry comes first, with the actor, the tenant's own time, what changed, and the request's id."""
    house = await product.house()
    client_id = await add_client(house, "Café Lindenhof")
    product.clock.advance(timedelta(hours=3))
    changed = await house.api.patch(
        f"/api/v1/clients/{client_id}",
        json={"name": "Café Mitte"},
        headers={"X-Request-Id": "req_of_this_test"},
    )
    assert changed.status_code == 200
    first, second, *_ = entries(await house.browser.get(path(house)))
    assert first.startswith("API key tests changed a client 18 Nov, 13:00")
    assert "API key tests (API key) · Café Mitte" in first
    assert "Name Café Lindenhof → Café Mitte" in first
    assert "req_of_this_test" in first
    assert second.startswith("API key tests added Café Lindenhof 18 Nov, 10:00")


async def test_a_borrowed_name_does_not_hide_who_it_was(product: Product) -> None:
    """Whoever takes another's name still stands there with their own address, and is found by who they are."""
    house = await product.house()
    person, browser = await product.member_of(house, Role.ADMIN)
    renamed = await browser.post("/account/name", data={"name": house.owner.name})
    assert renamed.status_code == 303
    await product.work()  # the tenant is told by a job
    added = await browser.post(f"/app/{house.slug}/clients/new", data={"name": "Hafen", "country": "DE"})
    assert added.status_code == 303
    first = entries(await house.browser.get(path(house)))[0]
    assert f"{house.owner.name} ({person.email})" in first
    by_id = entries(await house.browser.get(path(house), params={"actor": str(person.id)}))
    assert by_id
    assert all(person.email in entry for entry in by_id)


async def test_who_opens_and_who_joins_is_known_by_id(product: Product) -> None:
    """The first entries of a tenant and of a member name the person, the role and the request, like all others."""
    ada, house = await product.person("Ada"), await product.house()
    await invite(house, ada[0].email, "accountant")
    accepted = await ada[1].post(await link(product, house), data={})
    slug = f"opened-{house.slug}"
    opened = await house.browser.post("/app/new", data={"name": "Opened", "country": "DE", "slug": slug})
    (tenant,) = entries(await house.browser.get(f"/app/{slug}/settings/audit"))
    joined = entries(await house.browser.get(path(house)))[0]
    assert f"Ada ({ada[0].email}) · Member" in joined
    assert "Role nothing → accountant" in joined
    assert accepted.headers["x-request-id"] in joined
    assert f"{house.owner.name} ({house.owner.email})" in tenant
    assert opened.headers["x-request-id"] in tenant


async def test_what_is_too_long_for_the_page_is_whole_in_the_file(product: Product) -> None:
    """Before and after are kept to the last sign, arrows in them too; the page says how much it leaves out."""
    house = await product.house()
    client_id = await add_client(house, "Café Lindenhof")
    before, after = f"Old {'→ o ' * 600}end", f"New {'→ n ' * 600}end"
    for notes in (before, after):
        answer = await house.api.patch(f"/api/v1/clients/{client_id}", json={"notes": notes})
        assert answer.status_code == 200
    last = json.loads((await house.browser.get(path(house, ".jsonl"))).text.splitlines()[-1])
    assert last["detail"] == {"notes.before": before, "notes.after": after}
    shown = entries(await house.browser.get(path(house)))[0]
    cut = "… (2,207 more characters, in the JSONL)"
    assert f"Notes {before[:200]}{cut} → {after[:200]}{cut}" in shown


async def test_what_has_parts_is_told_in_words(product: Product) -> None:
    """A client's contacts and days to pay stand in an entry as people read them, and nothing as nothing."""
    house = await product.house()
    client_id = await add_client(house, "Café Lindenhof")
    contacts = [{"name": "Ada", "email": "ada@cafe.example"}]
    change = {"contacts": contacts, "payment_days": 30}
    assert (await house.api.patch(f"/api/v1/clients/{client_id}", json=change)).status_code == 200
    first = entries(await house.browser.get(path(house)))[0]
    assert "Contacts nothing → Ada, ada@cafe.example" in first
    assert "Payment days nothing → 30" in first


async def test_tax_ids_switches_and_instants_are_told(product: Product) -> None:
    """What changed is said in words, tax ids as well, and before comes before after."""
    house = await product.house()
    client_id = await add_client(house, "Café Lindenhof")
    answer = await house.api.patch(f"/api/v1/clients/{client_id}", json={"vat_id": "DE136695976"})
    assert answer.status_code == 200
    assert "VAT ID nothing → DE136695976" in entries(await house.browser.get(path(house)))[0]
    assert "VAT ID:  → DE136695976" in (await house.browser.get(path(house, ".csv"))).text
    said = told(
        {
            "after": "admin",
            "before": "owner",
            "name": "Ada",
            "reason": "",
            "approval.after": "True",
            "approval.before": "False",
            "expires_at": "2027-02-21T14:55:00.243484+00:00",
            "client_id": client_id,
        },
        "en",
    )
    assert [(each.label, each.before, each.after) for each in said] == [
        ("Name", "", "Ada"),
        ("Before", "", "owner"),
        ("After", "", "admin"),
        ("Approval", "off", "on"),
        ("Expires at", "", "21 Feb 2027, 14:55 UTC"),
    ]
