"""What a person is called, and where they are written to: theirs to change, and known everywhere from then on."""

from secrets import token_hex

from invoiceflow.identity.store import cookie
from invoiceflow.tenancy.domain.role import Role
from invoiceflow.web import cookies
from product import SECRET_KEY, Product

HERE = "/account"


async def test_a_new_name_is_known_everywhere(product: Product) -> None:
    """In both sessions with their next click, in their cookies, and on the members' page of each tenant."""
    house, second = await product.house(), await product.house()
    person, browser = await product.member_of(house, Role.ADMIN)
    await product.join(second, person, Role.VIEWER)
    _, other = await product.signed_in(person)
    name = f"Ada {token_hex(3)}"
    assert (await browser.post(f"{HERE}/name", data={"name": name})).status_code == 303
    for own in (browser, other):
        page = await own.get(HERE)
        assert f'value="{name}"' in page.text
        told = cookie.read(page.cookies[cookies.SESSION], cookie.ring(SECRET_KEY), product.clock.now())
        assert told
        assert told.name == name
    await product.work()
    for each in (house, second):
        members = (await each.browser.get(f"/app/{each.slug}/settings/members")).text
        assert name in members
        assert "Admin Member" not in members


async def test_what_was_done_keeps_the_former_name(product: Product) -> None:
    """Entries of the audit log say what the person was called then, and what they are called from then on."""
    house = await product.house()
    _, browser = await product.member_of(house, Role.ADMIN)
    for name in ("", "Ada Park"):
        if name:
            await browser.post(f"{HERE}/name", data={"name": name})
            await product.work()
        made = await browser.post(f"/app/{house.slug}/clients/new", data={"name": "Atelier", "country": "DE"})
        assert made.status_code == 303
    rows = await product.world.reads.rows(
        house.tenant_id, "SELECT actor FROM audit_entries WHERE action = 'client.added' ORDER BY seq"
    )
    assert [row["actor"] for row in rows] == ["Admin Member", "Ada Park"]


async def test_a_name_is_one_line_and_not_empty(product: Product) -> None:
    """Anything else is refused beside the field, and the name stays."""
    _, browser = await product.person("Ada Park")
    for wrong in (" ", "x" * 201, "Ada\nPark"):
        answer = await browser.post(f"{HERE}/name", data={"name": wrong})
        assert answer.status_code == 422
        assert "A name is needed" in answer.text
    assert 'value="Ada Park"' in (await browser.get(HERE)).text


async def test_a_name_shows_all_of_itself_and_leads_nowhere(product: Product) -> None:
    """Neither a person nor a tenant is called by signs that turn the text around, or by an address."""
    house = await product.house()
    for wrong, told in (
        ("Ada\u202egnp", "signs that are not seen"),
        ("Win: http://evil.example", "address of a website"),
    ):
        answer = await house.browser.post(f"{HERE}/name", data={"name": wrong})
        assert (answer.status_code, told in answer.text) == (422, True)
        opened = await house.browser.post("/app/new", data={"name": wrong, "country": "DE"})
        assert (opened.status_code, told in opened.text) == (422, True)
    assert 'value="Mara Petersen"' in (await house.browser.get(HERE)).text
