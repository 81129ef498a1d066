"""The message that outlives a redirect."""

from pathlib import Path

import pytest

from product import Product, open_product
from services import DatabaseUrls, Services


@pytest.mark.parametrize(
    ("base_url", "prefix", "secure"),
    [("http://testserver.local", "", False), ("https://testserver.local", "__Host-", True)],
)
async def test_its_cookie_is_held_to_our_host(
    services: Services, database: DatabaseUrls, tmp_path: Path, base_url: str, prefix: str, *, secure: bool
) -> None:
    """On https it is secure and has the prefix, like the session; it is shown once, and removed under its name."""
    async with open_product(database, services.redis_url, tmp_path, base_url=base_url) as product:
        house = await product.house()
        session = next(each for each in house.browser.cookies.jar if each.name.endswith("if_session"))
        house.browser.cookies.set(f"{prefix}if_session", session.value or "")
        here = f"/app/{house.slug}/tax-rates"
        made = await house.browser.post(
            f"{here}/new", data={"name": "Spa", "category": "S", "rate": "7"}, headers={"Origin": base_url}
        )
        assert made.status_code == 303, made.text
        (written,) = [each for each in made.headers.get_list("set-cookie") if "toast" in each]
        first, second = await house.browser.get(here), await house.browser.get(here)
        (removed,) = [each for each in first.headers.get_list("set-cookie") if "toast" in each]
    assert written.startswith(f"{prefix}if_toast=")
    assert removed.startswith((f'{prefix}if_toast="";', f"{prefix}if_toast=;"))
    assert ["Secure" in each for each in (written, removed)] == [secure, secure]
    assert ["toast" in each.headers.get("set-cookie", "") for each in (first, second)] == [True, False]


async def test_it_waits_for_the_page_that_is_seen(product: Product) -> None:
    """A live region that is read anew, or a page that is fetched ahead, takes no message away from the next page."""
    house = await product.house()
    here = f"/app/{house.slug}/tax-rates"
    await house.browser.post(f"{here}/new", data={"name": "Spa", "category": "S", "rate": "7"})
    behind = await house.browser.get(here, headers={"Sec-Fetch-Dest": "empty"})
    shown = await house.browser.get(here, headers={"Sec-Fetch-Dest": "document"})
    assert ["toast" in each.headers.get("set-cookie", "") for each in (behind, shown)] == [False, True]
    assert ["Spa added" in each.text for each in (behind, shown)] == [False, True]
