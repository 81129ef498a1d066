"""
A whole run of the main job, and what it leaves where others may look: logs, job payloads, emails, keys in Redis.

No secret stands there, but for the pay link in the email that is sent for it.
"""

import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest

from invoiceflow.runtime.redis import AREAS
from invoicing_house import a_body
from product import SECRET_KEY, House, Product, open_product
from services import DatabaseUrls, Sandbox, Services

KEY_OF_TENANT = re.compile(r"t:([0-9a-f-]{36}):[a-z_.]+(:.+)?")
RECIPIENT = "canary@client.example"


@pytest.fixture
async def mailing(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> AsyncIterator[Product]:
    """Yield the product with a mail server that takes its messages."""
    async with open_product(database, services.redis_url, tmp_path, mail_url=sandbox.mail_url) as opened:
        yield opened


async def main_job(product: Product, house: House) -> str:
    """Do over HTTP what people and programs do, well and badly; return the pay link."""
    client = (await house.api.post("/api/v1/clients", json={"name": "Canary", "email": RECIPIENT})).json()
    made = await house.api.post("/api/v1/invoices", json=a_body(client["id"]))
    invoice_id = made.json()["id"]
    issued = await house.api.post(f"/api/v1/invoices/{invoice_id}/issue")
    link = str(issued.json()["public_url"])
    await house.api.post(f"/api/v1/invoices/{invoice_id}/send", json={"recipient": RECIPIENT})
    for path in ("", "/clients", "/invoices", f"/invoices/{invoice_id}", "/settings", "/payments"):
        await house.browser.get(f"/app/{house.slug}{path}")
    stranger = product.client({"Accept": "text/html", "User-Agent": "Mozilla/5.0"})
    await stranger.get(httpx.URL(link).path)
    await stranger.get(f"/i/{link.rpartition('/')[2]}x")
    await stranger.get("/api/v1/invoices", headers={"Authorization": f"Bearer {house.key}x"})
    await house.browser.post(f"/app/{house.slug}/clients", headers={"X-CSRF-Token": "0" * 64})
    await stranger.get(
        "/login/google/callback", params={"code": "code-canary-7f3a", "state": "state-canary-9b1c"}
    )
    await product.work()
    return link


def caught(sandbox: Sandbox) -> list[str]:
    """Return what the mail server was given, whole."""
    box = f"{sandbox.url}/mail/api/messages"
    listed = httpx.get(box, params={"to": RECIPIENT}).json()
    return [httpx.get(f"{box}/{each['id']}").text for each in listed]


async def test_no_secret_is_left_behind(
    mailing: Product,
    sandbox: Sandbox,
    database: DatabaseUrls,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Cookies, keys, links, codes and the secret key stand in no line, no job and no email but the link's own."""
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").setLevel(
        logging.WARNING
    )  # the test's own client, which names what it asks for
    house = await mailing.house()
    admin = await asyncpg.connect(database.superuser)
    await admin.execute("CREATE TABLE queue.seen_jobs (args text)")
    await admin.execute("GRANT INSERT ON queue.seen_jobs TO PUBLIC")
    await admin.execute(
        "CREATE FUNCTION queue.note_job() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        "$$ BEGIN INSERT INTO queue.seen_jobs VALUES (new.args::text); RETURN new; END $$"
    )
    await admin.execute(
        "CREATE TRIGGER note_job BEFORE INSERT ON queue.procrastinate_jobs "
        "FOR EACH ROW EXECUTE FUNCTION queue.note_job()"
    )
    link = await main_job(mailing, house)
    jobs = [row["args"] for row in await admin.fetch("SELECT args FROM queue.seen_jobs")]
    await admin.close()
    mails = caught(sandbox)
    logs = "".join(capfd.readouterr()) + caplog.text
    token = link.rpartition("/")[2]
    cookie = next(value for name, value in house.browser.cookies.items() if "session" in name)
    csrf = house.browser.headers["X-CSRF-Token"]
    secrets = [SECRET_KEY, house.key, house.owner.session_id, csrf, "code-canary-7f3a", "state-canary-9b1c"]
    secrets += [cookie, *cookie.split(".")[1:]]
    assert jobs
    assert mails
    assert "csrf.refused" in logs
    for secret in [*secrets, token]:
        assert secret not in logs
        assert [job for job in jobs if secret in job] == []
    assert [secret for secret in secrets for mail in mails if secret in mail] == []
    assert token in mails[0]


async def test_every_key_in_redis_has_an_owner(mailing: Product) -> None:
    """After a whole run each key names its tenant, or lies in an area that is listed as nobody's, never a name."""
    house = await mailing.house()
    await main_job(mailing, house)
    redis = mailing.world.redis
    strange, mine = [], 0
    async for found in redis.scan_iter(count=1000):
        key = found.decode()
        of_tenant = KEY_OF_TENANT.fullmatch(key)
        if of_tenant:
            UUID(of_tenant[1])
            mine += str(house.tenant_id) in key
        elif not (key.startswith("g:") and key.split(":")[1] in AREAS):
            strange.append(key)
        assert house.key not in key
        assert "@" not in key
    assert strange == []
    assert mine > 0
