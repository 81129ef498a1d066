"""What strangers and search engines see."""

from xml.etree import ElementTree as ET

import msgspec

from product import Product


async def test_public_pages_carry_a_whole_head(product: Product) -> None:
    """Title, description, canonical address, Open Graph and JSON-LD are in the first HTML."""
    browser = product.client({"Accept": "text/html"})
    for path in ("/", "/pricing"):
        page = (await browser.get(path)).text
        assert page.count("<title>") == page.count("<h1") == 1
        for part in ('name="description"', 'rel="canonical"', 'property="og:image"'):
            assert part in page
        data = page.split('type="application/ld+json">')[1].split("</script>")[0]
        assert msgspec.json.decode(data, type=dict[str, object])["@context"] == "https://schema.org"


async def test_crawlers_are_told_what_there_is(product: Product) -> None:
    """The sitemap lists public pages that answer; robots.txt closes the private ones and names the sitemap."""
    browser = product.client()
    robots = (await browser.get("/robots.txt")).text
    sitemap = ET.fromstring((await browser.get("/sitemap.xml")).text)  # noqa: S314  # our own answer
    places = [node.text or "" for node in sitemap.iter() if node.tag.endswith("}loc")]
    assert "Disallow: /app" in robots
    assert "/sitemap.xml" in robots
    for place in places:
        assert (await browser.get("/" + place.split("/", 3)[3])).status_code == 200


async def test_static_files_are_packed_and_kept(product: Product) -> None:
    """A hashed address may be kept for ever; text travels compressed; what is not there is not found."""
    browser = product.client({"Accept-Encoding": "gzip"})
    icons = await browser.get("/static/icons.svg?v=1")
    assert "immutable" in icons.headers["cache-control"]
    assert icons.headers["content-encoding"] == "gzip"
    assert icons.text.count("<symbol") > 50
    assert (await browser.get("/static/../settings.py")).status_code == 404
    assert (await browser.get("/static/nothing.css")).status_code == 404


async def test_the_pattern_page_shows_both_themes(product: Product) -> None:
    """`/kit` renders every component twice, and mounts its React twin beside each."""
    page = (await product.client({"Accept": "text/html"}).get("/kit")).text
    assert page.count('data-island="kit"') == page.count('class="pane"') == 2


async def test_a_page_fetched_ahead_is_kept_for_its_click(product: Product) -> None:
    """
    A private page is never stored, but for the seconds between a prefetch and the click, and for the same cookies.

    Whatever is done in between sets another one, refused or not.
    """
    browser = product.client({"Accept": "text/html"})
    ahead = await browser.get("/login", headers={"Sec-Purpose": "prefetch"})
    plain = await browser.get("/login")
    done = [await browser.post("/login/email") for _ in range(2)]
    assert ahead.headers["cache-control"] == "private, max-age=10"
    assert "Cookie" in ahead.headers.get_list("vary", split_commas=True)
    assert plain.headers["cache-control"] == "private, no-store"
    assert "if_done" not in plain.headers.get("set-cookie", "")
    first, second = [
        next(one for one in answer.headers.get_list("set-cookie") if "if_done=" in one) for answer in done
    ]
    assert first != second
    assert "Max-Age=600" in first
