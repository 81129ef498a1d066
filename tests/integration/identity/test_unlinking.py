"""Ways to sign in, taken away: never the last, by nobody else, and once."""

import asyncio
from secrets import token_hex

from caught_mail import letters_to
from invoiceflow.identity import store
from invoiceflow.identity.domain.person import Unlinking
from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.store import identities as own
from linking_house import WAYS, asked_to_link, identities, issuers, press, somebody, who
from product import Product
from services import DatabaseUrls
from sign_in import field
from stand_ins import Sandbox


async def test_a_way_is_taken_away(product: Product, sandbox: Sandbox, database: DatabaseUrls) -> None:
    """An unlinked identity is a stranger's again, and the person is told."""
    here = await somebody(product, sandbox)
    me = await who(product, here.browser)
    there, asked = await asked_to_link(here, "github")
    await there.arrive(await there.choose(asked, "new"))
    page = (await here.browser.get(WAYS)).text
    issuer = f"{sandbox.url}/github"
    subject = page.split(f'value="{issuer}"')[1].split('name="subject" value="')[1].split('"')[0]
    answer = await press(here, f"{WAYS}/unlink", issuer=issuer, subject=subject)
    assert answer.headers["location"] == WAYS
    assert issuers(database, me) == ["google"]
    (_, email) = identities(database, me).pop()
    await product.work()
    assert (await letters_to(sandbox, email))[0]["subject"] == "A way to sign in was taken away"


async def test_the_last_way_stays(product: Product, sandbox: Sandbox, database: DatabaseUrls) -> None:
    """Nobody locks themselves out: not by a form, and not by two at once."""
    here = await somebody(product, sandbox)
    me = await who(product, here.browser)
    page = (await here.browser.get(WAYS)).text
    assert "This is your last way to sign in." in page
    google = {"issuer": field(page, "issuer"), "subject": field(page, "subject")}
    await press(here, f"{WAYS}/unlink", **google)
    assert issuers(database, me) == ["google"]
    there, asked = await asked_to_link(here, "github")
    await there.arrive(await there.choose(asked, "new"))
    page = (await here.browser.get(WAYS)).text
    csrf, issuer = field(page, "csrf"), f"{sandbox.url}/github"
    subject = page.split(f'value="{issuer}"')[1].split('name="subject" value="')[1].split('"')[0]
    forms = ({"csrf": csrf, **google}, {"csrf": csrf, "issuer": issuer, "subject": subject})
    await asyncio.gather(*(here.browser.post(f"{WAYS}/unlink", data=form) for form in forms))
    assert len(issuers(database, me)) == 1


async def test_nobody_unlinks_for_somebody_else(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """The identity of another person, named in the form, stays."""
    victim, here = await somebody(product, sandbox, "github"), await somebody(product, sandbox)
    page = (await victim.browser.get(WAYS)).text
    theirs = {"issuer": field(page, "issuer"), "subject": field(page, "subject")}
    await press(here, f"{WAYS}/unlink", **theirs)
    assert issuers(database, await who(product, victim.browser)) == ["github"]


async def test_what_is_gone_is_taken_away_once(
    product: Product, sandbox: Sandbox, database: DatabaseUrls
) -> None:
    """A form sent twice, and one that names no way of theirs: nothing changes, and no letter says that it did."""
    here = await somebody(product, sandbox)
    me = await who(product, here.browser)
    there, asked = await asked_to_link(here, "github")
    await there.arrive(await there.choose(asked, "new"))
    issuer = f"{sandbox.url}/github"
    page = (await here.browser.get(WAYS)).text
    subject = page.split(f'value="{issuer}"')[1].split('name="subject" value="')[1].split('"')[0]
    for form in ({"issuer": issuer, "subject": subject},) * 2 + ({"issuer": issuer, "subject": "nobody"},):
        await press(here, f"{WAYS}/unlink", **form)
    assert issuers(database, me) == ["google"]
    (_, email) = identities(database, me).pop()
    await product.work()
    subjects = [letter["subject"] for letter in await letters_to(sandbox, email)]
    assert subjects.count("A way to sign in was taken away") == 1
    assert "It did not sign you in any more." in (await here.browser.get(WAYS)).text


async def test_two_at_once_do_not_take_both_away(product: Product) -> None:
    """Unlinking waits for another that is under way, and then finds that its own would be the last."""
    now, name = product.clock.now(), token_hex(6)
    first, second = [
        Identity(f"https://{issuer}.example", name, f"{name}@example.com", name) for issuer in "ab"
    ]
    offered, database = [first.issuer, second.issuer], product.world.database
    async with database.without_tenant() as connection:
        me = await store.enter_person(connection, first, now)
        await own.link_identity(connection, me, second, now)

    async def take(identity: Identity) -> Unlinking:
        async with database.without_tenant() as connection:
            return await own.unlink_identity(
                connection, me, identity.issuer, identity.subject, offered=offered
            )

    async with database.without_tenant() as connection:
        taken = await own.unlink_identity(connection, me, first.issuer, name, offered=offered)
        assert taken is Unlinking.TAKEN
        other = asyncio.create_task(take(second))
        done, _ = await asyncio.wait({other}, timeout=1)
        assert not done
    assert await other is Unlinking.LAST
