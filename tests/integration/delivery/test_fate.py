"""What became of an email comes back to the invoice, from whoever proves to be Amazon's SNS."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from caught_mail import letters_to, subjects_to
from invoiceflow.delivery.actions.gather_news import gather_news
from invoiceflow.delivery.actions.read_notices import Unreadable
from invoiceflow.delivery.actions.take_news import TakeNews, take_news
from invoiceflow.delivery.domain.delivery import DeliveryState
from invoiceflow.entrypoints.mail_news import listen
from invoiceflow.entrypoints.outside import mail_queue_of
from invoiceflow.runtime.aws import GivenCredentials
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.sigv4 import Credentials
from invoiceflow.runtime.sqs import QueueAway
from invoiceflow.tenancy.domain.role import Role
from mail_news import MailRoom, open_mail_room
from payments_house import an_invoice
from services import DatabaseUrls, Services
from stand_ins import Sandbox


@pytest.fixture
async def room(
    database: DatabaseUrls, services: Services, sandbox: Sandbox, tmp_path: Path, data_folder: Path
) -> AsyncIterator[MailRoom]:
    """Yield the product with a mail server, and a topic that it believes."""
    async with open_mail_room(database, services, sandbox, tmp_path, data_folder) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "state", "notices"),
    [
        ("anna", DeliveryState.DELIVERED, 1),
        ("bounce", DeliveryState.HARD_BOUNCED, 1),
        ("bounce+legacy", DeliveryState.HARD_BOUNCED, 1),
        ("softbounce", DeliveryState.SOFT_BOUNCED, 1),
        ("complaint", DeliveryState.COMPLAINED, 2),
        ("complaint+legacy", DeliveryState.COMPLAINED, 2),
        ("delay", DeliveryState.DELAYED, 1),
        ("ooto", DeliveryState.DELIVERED, 1),
        ("suppressionlist", DeliveryState.SUPPRESSED, 1),
        ("opened", DeliveryState.OPENED, 2),
    ],
)
async def test_each_fate_comes_back(room: MailRoom, name: str, state: DeliveryState, notices: int) -> None:
    """What an address of the mailbox simulator stands for is what the delivery comes to, in both shapes of events."""
    invoice_id = await room.sent(f"{name}@client.example")
    assert (await room.told(invoice_id)).delivery.state is DeliveryState.ACCEPTED
    await room.tell(invoice_id)
    told = await room.told(invoice_id)
    assert (told.delivery.state, len(told.notices)) == (state, notices)


async def test_a_bounce_is_told_to_who_can_do_something(room: MailRoom, sandbox: Sandbox) -> None:
    """The owner gets one letter, the page says why and what to do, and the address is refused from then on."""
    invoice_id = await room.sent("Bounce+told@client.example")
    await room.tell(invoice_id)
    await room.tell(invoice_id)
    assert await subjects_to(sandbox, room.house.owner.email) == [
        "2026-0001 did not reach Bounce+told@client.example"
    ]
    page = (await room.house.browser.get(f"/app/{room.house.slug}/invoices/{invoice_id}")).text
    assert page.count("Email bounced") == 1
    assert "550 5.1.1 user unknown" in page
    again = await room.house.api.post(
        f"/api/v1/invoices/{invoice_id}/send", json={"recipient": "bounce+TOLD@client.example"}
    )
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "recipient.suppressed")


@pytest.mark.parametrize("version", ["1", "2"])
async def test_both_versions_of_signatures_are_believed(room: MailRoom, version: str) -> None:
    """SHA-1 and SHA-256, with a subject and without."""
    invoice_id = await room.sent("bounce@client.example")
    event = json.dumps((await room.events(invoice_id))[-1])
    at = room.product.clock.now()
    subject = "Amazon SES Email Event Notification"
    answer = await room.post(room.topic.notification(event, at, version=version, subject=subject))
    assert answer.status_code == 200
    assert (await room.told(invoice_id)).delivery.state is DeliveryState.HARD_BOUNCED


async def test_news_that_overtakes_the_answer_is_not_lost(room: MailRoom) -> None:
    """A notice that comes before it is written down whose message that is waits, and is applied then."""
    invoice = await an_invoice(room.product, room.house)
    url = f"/api/v1/invoices/{invoice.id}/send"
    assert (await room.house.api.post(url, json={"recipient": "bounce@client.example"})).status_code == 202
    waiting = (await room.told(invoice.id)).delivery
    for event in await room.events(invoice.id, id=waiting.message_id):
        assert (await room.post(room.envelope(event))).status_code == 200
    assert (await room.told(invoice.id)).delivery.state is DeliveryState.QUEUED
    await room.product.work()
    told = await room.told(invoice.id)
    assert (told.delivery.state, len(told.notices)) == (DeliveryState.HARD_BOUNCED, 1)


async def test_a_message_that_is_forged_changes_nothing(room: MailRoom) -> None:
    """Changed after signing, signed for another topic, by a certificate elsewhere, of an unknown type: 400 each."""
    invoice_id = await room.sent("bounce@client.example")
    good = room.envelope((await room.events(invoice_id))[-1])
    elsewhere = f"https://sns.eu-central-1.amazonaws.com.evil.example/{room.topic.signer.name}"
    forged = [
        good | {"Message": good["Message"].replace("Permanent", "Transient")},
        good | {"Signature": "AAAA"},
        good | {"Signature": "no base64"},
        good | {"SignatureVersion": "3"},
        good | {"SignatureVersion": "1"},
        good | {"TopicArn": good["TopicArn"] + "-other"},
        good | {"SigningCertURL": elsewhere},
        good | {"SigningCertURL": f"{room.topic.url}/?x={room.topic.signer.name}"},
        good | {"SigningCertURL": f"{room.topic.url}/SimpleNotificationService-{'0' * 32}.pem"},
        good | {"SigningCertURL": ""},
        good | {"Type": "SubscriptionConfirmation"},
        good | {"Type": "Other"},
        {name: value for name, value in good.items() if name != "Message"},
        b"{",
        b"\xff" * 100,
        b"[" * 100_000,
        [],
    ]
    answers = [await room.post(each) for each in forged]
    assert [each.status_code for each in answers] == [400] * len(forged)
    assert {each.json()["code"] for each in answers} == {"webhook.signature"}
    assert (await room.told(invoice_id)).notices == ()
    assert (await room.post(good)).status_code == 200
    assert len((await room.told(invoice_id)).notices) == 1


async def test_what_is_stale_repeated_or_not_ours_is_taken_and_ignored(room: MailRoom) -> None:
    """Too old, from the future, about nobody's message, to another recipient, no event: 200, and nothing happens."""
    invoice_id = await room.sent("anna@client.example")
    (delivered,) = [each for each in await room.events(invoice_id) if each["eventType"] == "Delivery"]
    now, hour = room.product.clock.now(), timedelta(hours=1, seconds=1)
    (bounced,) = [
        each
        for each in await room.events(invoice_id, recipient="bounce@elsewhere.example")
        if each["eventType"] == "Bounce"
    ]
    ignored = [
        room.envelope(delivered, at=now - hour),
        room.envelope(delivered, at=now + hour),
        room.envelope(delivered | {"mail": delivered["mail"] | {"messageId": "somebody-elses"}}),
        room.envelope(bounced),
        room.envelope({"Records": []}),
        room.envelope("Successfully validated SNS topic for Amazon SES event publishing."),
    ]
    assert [(await room.post(each)).status_code for each in ignored] == [200] * len(ignored)
    assert (await room.told(invoice_id)).notices == ()
    good = room.envelope(delivered)
    assert [(await room.post(good)).status_code for _ in range(3)] == [200] * 3
    assert len((await room.told(invoice_id)).notices) == 1


def confirmed(sandbox: Sandbox) -> list[str]:
    """Return the tokens of the subscriptions that were confirmed."""
    tokens: list[str] = httpx.get(f"{sandbox.url}/sns/confirmed").json()
    return tokens


async def test_a_subscription_is_confirmed_only_at_sns(room: MailRoom, sandbox: Sandbox) -> None:
    """A signed request to confirm is followed at SNS's own address, and nowhere else."""
    now = room.product.clock.now()
    asked = room.topic.confirmation(now)
    astray = room.topic.confirmation(now, url="http://127.0.0.1:1/?Action=ConfirmSubscription")
    assert (await room.post(astray)).status_code == 400
    assert (await room.post(asked)).status_code == 200
    assert asked["Token"] in confirmed(sandbox)


async def test_a_body_without_end_is_refused(room: MailRoom) -> None:
    """What is larger than any message of SNS can be is not read."""
    assert (await room.post(b"x" * (1024 * 1024 + 1))).status_code == 413


async def test_a_released_address_is_written_to_again(room: MailRoom) -> None:
    """The list names it with its reason; who may change settings releases it, which the audit log tells."""
    invoice_id = await room.sent("bounce+freed@client.example")
    await room.tell(invoice_id)
    path = f"/app/{room.house.slug}/settings/suppressed"
    page = (await room.house.browser.get(path)).text
    assert "bounce+freed@client.example" in page
    _, member = await room.product.member_of(room.house, Role.MEMBER)
    (release,) = re.findall(rf'"({path}/[0-9a-f-]+/release)"', page)
    assert [(await member.get(path)).status_code, (await member.post(release)).status_code] == [200, 403]
    assert (await room.house.browser.post(release)).status_code == 303
    assert (await room.house.browser.post(release)).status_code == 404
    audit = (await room.house.browser.get(f"/app/{room.house.slug}/settings/audit")).text
    assert "address released" in audit.lower() or "released bounce+freed" in audit
    sending = await room.house.api.post(
        f"/api/v1/invoices/{invoice_id}/send", json={"recipient": "bounce+freed@client.example"}
    )
    assert sending.status_code == 202


async def test_what_was_found_dead_meanwhile_is_not_written_to(room: MailRoom, sandbox: Sandbox) -> None:
    """An email that waits while its address bounces is held back, and says so."""
    first = await room.sent("bounce+twice@client.example")
    second = await an_invoice(room.product, room.house)
    url = f"/api/v1/invoices/{second.id}/send"
    await room.house.api.post(url, json={"recipient": "bounce+twice@client.example"})
    for event in await room.events(first):
        await room.post(room.envelope(event))
    await room.product.work()
    assert (await room.told(second.id)).delivery.state is DeliveryState.SUPPRESSED
    assert len(await subjects_to(sandbox, "bounce+twice@client.example")) == 1


async def test_the_api_tells_the_fate(room: MailRoom) -> None:
    """Each delivery with what was told of it; another tenant finds no such invoice."""
    invoice_id = await room.sent("complaint@client.example")
    await room.tell(invoice_id)
    url = f"/api/v1/invoices/{invoice_id}/deliveries"
    (told,) = (await room.house.api.get(url)).json()["items"]
    assert (told["state"], [each["state"] for each in told["notices"]]) == (
        "complained",
        ["delivered", "complained"],
    )
    other = await room.product.house()
    assert (await other.api.get(url)).status_code == 404


async def test_a_tenant_is_not_moved_by_news_of_anothers_email(room: MailRoom) -> None:
    """A notice changes the tenant whose message it names, whoever else wrote to the same address."""
    other = replace(room, house=await room.product.house())
    own, theirs = (
        await room.sent("bounce+both@client.example"),
        await other.sent("bounce+both@client.example"),
    )
    await other.tell(theirs)
    assert (await room.told(own)).delivery.state is DeliveryState.ACCEPTED
    assert (await other.told(theirs)).delivery.state is DeliveryState.HARD_BOUNCED
    assert (await room.told(await room.sent("bounce+both@client.example"))).notices == ()


async def test_the_worker_takes_news_from_the_queue(room: MailRoom, sandbox: Sandbox) -> None:
    """What SES tells over SNS and SQS is applied, and deleted only then; what cannot be read stays."""
    settings = replace(
        room.product.world.settings,
        ses_queue_url=f"{sandbox.url}/sqs/000000000000/mail-news",
        aws_access_key_id=sandbox.client_id,
        aws_secret_access_key=sandbox.client_secret,
    )
    queue = mail_queue_of(settings, SystemClock())
    assert queue is not None
    invoice_id = await room.sent("bounce+queue@client.example")
    while await listen(room.product.world, queue):
        pass
    assert (await room.told(invoice_id)).delivery.state is DeliveryState.HARD_BOUNCED
    body = json.dumps(room.envelope({}))
    wrong = replace(queue, credentials=GivenCredentials(Credentials(sandbox.client_id, "wrong")))
    with pytest.raises(QueueAway, match="SignatureDoesNotMatch"):
        await wrong.receive()
    with pytest.raises(Unreadable, match="another topic"):
        await take_news(room.product.world.database, TakeNews(body, "arn", SystemClock().now()))


async def test_many_bounces_are_told_of_together(room: MailRoom, sandbox: Sandbox) -> None:
    """The first ten at once; what comes back after them waits for one letter, which tells of all and leaves once."""
    sent = [await room.sent(f"bounce+many{number}@client.example") for number in range(13)]
    for invoice_id in sent:
        await room.tell(invoice_id)
    owner = room.house.owner.email
    assert len(await subjects_to(sandbox, owner)) == 10
    for _ in range(2):
        room.product.clock.advance(timedelta(minutes=1))
        await gather_news(room.product.world.database, room.house.tenant_id, room.product.clock.now())
        await room.product.work()
    (gathered,) = [each for each in await letters_to(sandbox, owner) if "emails" in each["subject"]]
    assert gathered["subject"] == "3 emails did not reach your clients"
    text = gathered["text"]
    assert [f"many{number}@" in text for number in (9, 10, 11, 12)] == [False, True, True, True]
    room.product.clock.advance(timedelta(hours=2))
    await room.tell(await room.sent("bounce+later@client.example"))
    assert "did not reach bounce+later@client.example" in " ".join(await subjects_to(sandbox, owner))
