"""
A whole run of the main job, and what it leaves where others may look: logs, job payloads, emails, keys in Redis.

No secret stands there, but for the pay link in the email that is sent for it.
"""

import logging
import re
from uuid import UUID

import asyncpg
import pytest

from invoiceflow.runtime.redis import AREAS
from product import SECRET_KEY, Product
from services import DatabaseUrls
from stand_ins import Sandbox
from whole_run import BROWSER, CODE, STATE, caught, main_job

KEY_OF_TENANT = re.compile(r"t:([0-9a-f-]{36}):[a-z_.]+(:.+)?")


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
    left = await main_job(house, mailing.client(BROWSER))
    await mailing.work()
    jobs = [row["args"] for row in await admin.fetch("SELECT args FROM queue.seen_jobs")]
    await admin.close()
    mails = caught(sandbox)
    logs = "".join(capfd.readouterr()) + caplog.text
    cookie = next(value for name, value in house.browser.cookies.items() if "session" in name)
    csrf = house.browser.headers["X-CSRF-Token"]
    secrets = [SECRET_KEY, house.key, house.owner.session_id, csrf, CODE, STATE, left.invitation]
    secrets += [cookie, *cookie.split(".")[1:]]
    assert jobs
    assert mails
    assert "csrf.refused" in logs
    for secret in [*secrets, left.token]:
        assert secret not in logs
        assert [job for job in jobs if secret in job] == []
    assert [secret for secret in secrets for mail in mails if secret in mail] == []
    assert left.token in mails[0]


async def test_every_key_in_redis_has_an_owner(mailing: Product) -> None:
    """After a whole run each key names its tenant, or lies in an area that is listed as nobody's, never a name."""
    house = await mailing.house()
    await main_job(house, mailing.client(BROWSER))
    await mailing.work()
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
