"""Links to files that lie in a folder: signed, good for a minute, and for one file of one tenant."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from invoiceflow.kernel.ids import TenantId
from invoiceflow.kernel.limit import STRANGERS
from invoiceflow.runtime.file_links import GivenOut, LinkSigner
from invoiceflow.runtime.files import LONG_BYTES, ShownAs, Stored, named
from invoiceflow.runtime.ids import new_id
from product import SECRET_KEY, GivenClock, Product

SHOWN = ShownAs("application/pdf", "2026-0001.pdf")
PAGE = {"Accept": "text/html"}


async def linked(
    product: Product, content: bytes = b"%PDF-1.7", shown: ShownAs = SHOWN
) -> tuple[TenantId, str]:
    """Store a file; return its tenant and a link to it."""
    tenant_id = TenantId(new_id(product.clock.now()))
    name = await product.world.files.put(tenant_id, content)
    return tenant_id, await product.world.files.links.link(tenant_id, name, shown)


async def test_whoever_has_the_link_gets_the_file(product: Product) -> None:
    """Without a session or a key, and to be shown or saved as the link says."""
    _, shown = await linked(product)
    _, saved = await linked(product, b"x" * 3_000_000, replace(SHOWN, is_saved=True))
    short, long = [await product.client().get(link) for link in (shown, saved)]
    assert (short.status_code, short.content) == (200, b"%PDF-1.7")
    assert short.headers["content-type"] == "application/pdf"
    assert short.headers["content-disposition"] == 'inline; filename="2026-0001.pdf"'
    assert "no-cache" in short.headers["cache-control"]
    assert (long.content, long.headers["content-length"]) == (b"x" * 3_000_000, "3000000")
    assert long.headers["content-disposition"].startswith("attachment")


async def test_the_link_is_over_after_a_minute(product: Product) -> None:
    """Up to the second; then a page or a problem says that it was good."""
    _, link = await linked(product)
    product.clock.advance(timedelta(seconds=59))
    assert (await product.client().get(link)).status_code == 200
    product.clock.advance(timedelta(seconds=2))
    told, page = await product.client().get(link), await product.client(PAGE).get(link)
    assert (told.status_code, told.json()["code"], page.status_code) == (410, "file.link_over", 410)
    assert "good for a minute" in page.text


@pytest.mark.parametrize("place", [0, 1, 2], ids=["header", "claims", "signature"])
async def test_a_changed_link_is_none(product: Product, place: int) -> None:
    """Whichever part of it was changed, and also after its minute: nobody learns what would have been there."""
    _, link = await linked(product)
    parts = link.rpartition("/")[2].split(".")
    middle = len(parts[place]) // 2
    other = "A" if parts[place][middle] != "A" else "B"
    parts[place] = parts[place][:middle] + other + parts[place][middle + 1 :]
    for _ in range(2):
        await refused(product, f"/files/{'.'.join(parts)}")
        product.clock.advance(timedelta(minutes=2))


async def test_nobody_elses_signature_and_no_path_leads_to_a_file(product: Product, tmp_path: Path) -> None:
    """A link by another key, of another tenant, to a path, or to nothing."""
    tenant_id, link = await linked(product)
    name = named(b"%PDF-1.7")
    given = GivenOut(tenant_id, Stored(name, 8), SHOWN)
    clock = GivenClock(product.clock.now())
    foreign = LinkSigner("x" * 32, (), clock).signed(given)
    ours = LinkSigner(SECRET_KEY, (), clock)
    elsewhere = ours.signed(replace(given, tenant_id=TenantId(new_id(clock.now()))))
    (tmp_path / "secret").write_text("secret")
    above = ours.signed(replace(given, file=Stored("../secret", 6)))
    session_like = product.world.settings.secret_key
    for path in (foreign, elsewhere, above, "/files/unknown", "/files/..%2fsecret", f"/files/{session_like}"):
        await refused(product, path)
    assert (await product.client().get(link)).status_code == 200


async def test_what_is_asked_for_by_links_is_counted(product: Product) -> None:
    """By address, whether the link is good or not; and an error is neither kept nor told to whoever is asked next."""
    _, link = await linked(product)
    good, bad = await product.client().get(link), await product.client().get("/files/unknown")
    for answer in (good, bad):
        assert f'"strangers";q={STRANGERS.amount}' in answer.headers["ratelimit-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in bad.headers["cache-control"]


async def test_a_long_file_is_looked_at_while_it_is_given_out(product: Product) -> None:
    """A link to one is made at once; damaged bytes never arrive as a whole file."""
    long = b"x" * (LONG_BYTES + 1)
    tenant_id, link = await linked(product, long, replace(SHOWN, is_saved=True))
    given = product.world.settings.files_dir / str(tenant_id) / named(long)[:2] / named(long)
    assert (await product.client().get(link)).content == long
    given.write_bytes(long[:-1] + b"y")
    again = await product.world.files.links.link(tenant_id, named(long), SHOWN)
    broken_off = await product.client().get(again)
    assert 0 < len(broken_off.content) < int(broken_off.headers["content-length"])


async def test_links_outlive_a_new_secret_key(product: Product) -> None:
    """What the former key signed a moment ago still opens."""
    _, link = await linked(product)
    token = link.rpartition("/")[2]
    later = LinkSigner("y" * 32, (SECRET_KEY,), product.clock)
    assert later.opened(token).shown == SHOWN


async def refused(product: Product, path: str) -> None:
    """Ask as a program and as a browser; nothing is there."""
    told, page = await product.client().get(path), await product.client(PAGE).get(path)
    assert (told.status_code, page.status_code) == (404, 404)
    assert told.headers["content-type"] == "application/problem+json"
