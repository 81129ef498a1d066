"""The frame around pages: where one is, and the way to one's own account, on a phone as well."""

from invoiceflow.tenancy.domain.role import Role
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


async def test_pages_outside_of_tenants_lead_to_the_account(product: Product) -> None:
    """Also where there is no tenant yet."""
    _, browser = await product.person()
    assert 'href="/account"' in (await browser.get("/app/new")).text
