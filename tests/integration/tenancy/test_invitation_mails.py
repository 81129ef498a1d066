"""Emails that invite: in every language, with a link that is nowhere at rest, and not one too many."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from uuid import uuid4

from caught_mail import letters_to
from invitations_house import invite, link, the_invitation
from invoiceflow.kernel.ids import InvitationId, PersonId
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.kernel.limit import INVITATION_MAILS, INVITATIONS_PERSON
from invoiceflow.runtime.limits import count, hits
from invoiceflow.tenancy.actions.write_invitation import write_invitation
from invoiceflow.tenancy.domain.invitation import Invitation
from invoiceflow.tenancy.domain.role import Role
from product import SECRET_KEY, Product, a_profile, open_product
from services import DatabaseUrls, Services
from stand_ins import Sandbox


def an_invitation(role: Role) -> Invitation:
    """Return an invitation of Mara's for Ada."""
    at = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    return Invitation(
        id=InvitationId(uuid4()),
        email="ada@example.com",
        role=role,
        invited_by=PersonId(uuid4()),
        invited_by_name="Mara Petersen",
        version=1,
        token_hash=b"",
        created_at=at,
        expires_at=at + timedelta(days=7),
    )


async def test_the_token_is_nowhere_at_rest(product: Product) -> None:
    """Neither the tenant's row nor the job of the email holds the token."""
    house = await product.house()
    await invite(house, "ada@example.com")
    token = (await link(product, house)).rpartition("/")[2]
    rows = await product.world.reads.rows(house.tenant_id, "SELECT to_jsonb(i)::text AS t FROM invitations i")
    assert token not in rows[0]["t"]
    jobs = await product.queue.job_manager.list_jobs_async(task="tenancy.send_invitation")
    assert jobs
    assert all(token not in str(job.task_kwargs) for job in jobs)


def test_the_email_is_written_in_every_language() -> None:
    """Each language of documents has all the words, and the email names tenant, sender, address and link."""
    for language in DOCUMENT_LANGUAGES:
        profile = replace(a_profile(), language=language)
        for role in Role:
            mail = write_invitation(an_invitation(role), profile, url="https://example.com/invitations/x")
            for said in (mail.text, mail.html):
                assert "Mara Petersen" in said
                assert "Studio Nordlicht" in said
                assert "ada@example.com" in said
                assert "https://example.com/invitations/x" in said
            assert "{" not in mail.text + mail.subject


def test_names_of_strangers_stay_on_one_short_line() -> None:
    """A name with line breaks or of any length makes no header and no letter of its own."""
    invitation = replace(an_invitation(Role.MEMBER), invited_by_name="A\r\nBcc: x@example.com " + "x" * 500)
    mail = write_invitation(invitation, a_profile(), url="https://example.com")
    assert "\n" not in mail.subject
    assert len(mail.subject) < 200


async def test_the_email_arrives_with_the_link(
    services: Services, database: DatabaseUrls, sandbox: Sandbox, tmp_path: Path
) -> None:
    """The job sends text and HTML with the link that opens the invitation; its page tells that it left."""
    async with open_product(database, services.redis_url, tmp_path, mail_url=sandbox.mail_url) as product:
        house = await product.house()
        email = f"ada-{token_hex(4)}@example.com"
        await invite(house, email)
        await product.work()
        there = await link(product, house)
        (mail,) = await letters_to(sandbox, email)
        assert there in str(mail)
        assert (await the_invitation(product, house)).sent_at == product.clock.now()
        assert "Good until" in (await house.browser.get(f"/app/{house.slug}/settings/members")).text


async def test_a_tenant_invites_so_many_an_hour(product: Product) -> None:
    """Beyond its limit nobody is invited, anew or again, and another tenant's owner still invites."""
    house, other = await product.house(), await product.house()
    await invite(house, "ada@example.com")
    counted = count(INVITATION_MAILS, house.tenant_id)
    await hits(product.world.redis, *[counted] * (INVITATION_MAILS.amount - 1))
    first = await the_invitation(product, house)
    again = f"/app/{house.slug}/settings/members/invitations/{first.id}/again"
    assert (await invite(house, "late@example.com")).status_code == 429
    assert (await house.browser.post(again)).status_code == 429
    assert (await the_invitation(product, house)) == first
    assert (await invite(other, "late@example.com")).status_code == 303


async def test_an_invitation_that_waited_for_a_new_key_leads_somewhere(
    product: Product, services: Services, database: DatabaseUrls, tmp_path: Path, sandbox: Sandbox
) -> None:
    """The email of an invitation that was queued under the former secret key names the link that is known."""
    house = await product.house()
    person, browser = await product.person("Ada Rotated")
    await invite(house, person.email)
    there = await link(product, house)
    rotated: dict[str, object] = {
        "secret_key": "tests-only-tests-only-tests-only-2",
        "secret_keys_previous": (SECRET_KEY,),
        "mail_url": sandbox.mail_url,
    }
    async with open_product(database, services.redis_url, tmp_path, clock=product.clock, **rotated) as after:
        await after.work()
    (mail,) = await letters_to(sandbox, person.email)
    assert there in mail["text"]
    assert (await browser.get(there)).status_code == 200


async def test_a_person_invites_so_many_over_all_tenants(product: Product) -> None:
    """Who opens further tenants sends no more for it; refusals do not count, and others of the tenant go on."""
    house, second = await product.house(), await product.house()
    await product.join(second, house.owner, Role.ADMIN)
    used = count(INVITATIONS_PERSON, house.owner.id)
    await hits(product.world.redis, *([used] * (INVITATIONS_PERSON.amount - 1)))
    assert [(await invite(house, house.owner.email)).status_code for _ in range(3)] == [409] * 3
    assert (await invite(house, "ada@example.com")).status_code == 303
    assert (await invite(house, "ada@example.com")).status_code == 429
    assert (await invite(second, "ben@example.com", by=house.browser)).status_code == 429
    assert (await invite(second, "ben@example.com")).status_code == 303
