"""The frame around pages: where one is, and the way to one's own account, on a phone as well."""

from urllib.parse import quote

from invoiceflow.tenancy.domain.role import Role
from invoiceflow.web.places import SECTIONS
from product import Product


async def test_a_phone_names_the_tenant_and_leads_to_the_account(product: Product) -> None:
    """The bar at the foot has what the sidebar has: the account, the tenant's name and one's other tenants."""
    house, other = await product.house(), await product.house()
    await product.join(other, house.owner, Role.VIEWER)
    page = (await house.browser.get(f"/app/{house.slug}")).text
    more = page.split('id="more-menu"')[1].split("</body>")[0]
    assert "Studio Nordlicht" in more
    assert 'href="/account"' in more
    assert f'hx-get="/app/{house.slug}/tenants"' in more
    assert "Studio Nordlicht" in page.split('class="topbar"')[1].split("</header>")[0]


async def test_each_place_of_the_settings_has_a_title_of_its_own(product: Product) -> None:
    """Tabs, bookmarks and the browser's history tell them apart."""
    house = await product.house()
    for label, path, _ in SECTIONS:
        page = (await house.browser.get(f"/app/{house.slug}/settings{path}")).text
        assert f"<title>{label} · Settings · Studio Nordlicht · InvoiceFlow</title>" in page


async def test_an_error_has_a_title_that_names_the_product(product: Product) -> None:
    """As every other page has."""
    page = await product.client({"Accept": "text/html"}).get("/nowhere")
    assert page.status_code == 404
    assert page.text.split("</title>")[0].endswith(" · InvoiceFlow")


async def test_a_redirect_claims_to_be_nothing_but_text(product: Product) -> None:
    """There is no body that could be JSON."""
    _, browser = await product.person()
    answer = await browser.get("/login")
    assert (answer.status_code, answer.content) == (303, b"")
    assert answer.headers["content-type"].startswith("text/plain")


async def test_pages_outside_of_tenants_lead_to_the_account(product: Product) -> None:
    """Also where there is no tenant yet."""
    _, browser = await product.person()
    assert 'href="/account"' in (await browser.get("/app/new")).text


async def test_a_form_of_an_ended_session_is_told_apart_from_one_without_its_token(product: Product) -> None:
    """The first leads to signing in and back; the second says that the form is old. Both give back the words alone."""
    house = await product.house()
    form = f"{product.world.settings.base_url}/app/{house.slug}/clients/new?from=list"
    headers = {"Referer": form, "X-CSRF-Token": "0" * 64, "Sec-Fetch-Site": "same-origin"}
    stale = await house.browser.post(f"/app/{house.slug}/clients", data={"name": "Größe"}, headers=headers)
    assert (stale.status_code, "This form is out of date" in stale.text) == (403, True)
    await house.browser.post("/login/end")
    ended = await house.browser.post(f"/app/{house.slug}/clients", data={"name": "Größe"}, headers=headers)
    assert (ended.status_code, "Your session ended" in ended.text) == (403, True)
    back = quote(f"/app/{house.slug}/clients/new?from=list", safe="")
    assert f'href="/login?next={back}">Sign in<' in ended.text
    for page in (stale, ended):
        assert ("Größe</dd>" in page.text, "<button" in page.text) == (True, False)
    foreign = headers | {"Sec-Fetch-Site": "cross-site"}
    other = await house.browser.post(f"/app/{house.slug}/clients", data={"name": "Größe"}, headers=foreign)
    assert (other.status_code, "Größe" in other.text) == (403, False)
