"""Email through SES: signed, whole, and its refusals sorted into final ones and others."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from invoiceflow.runtime.aws import GivenCredentials
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.mail import Attachment, MailDelayed, MailRefused, Message
from invoiceflow.runtime.ses import SesMailer, SesSender
from invoiceflow.runtime.sigv4 import Credentials
from stand_ins import Sandbox

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MESSAGE = Message(
    to_email="mara@example.com",
    to_name="Mara Petersen",
    from_name="Studio Nordlicht",
    reply_to="studio@example.com",
    subject="Rechnung 2026-0001 über 190,40 €",
    text="Guten Tag\n",
    html="<p>Guten Tag</p>",
    message_id="<1@example.com>",
    at=AT,
    attachments=(Attachment("2026-0001.pdf", "application/pdf", b"%PDF-1.7"),),
)


def mailer(sandbox: Sandbox, *, secret: str = "", endpoint: str = "") -> SesMailer:
    """Return a mailer that speaks to the stand-in."""
    sender = SesSender("eu-central-1", "invoices@example.com", "bounces", endpoint or f"{sandbox.url}/ses")
    keys = Credentials(sandbox.client_id, secret or sandbox.client_secret)
    return SesMailer(sender, GivenCredentials(keys), SystemClock())


async def test_a_message_arrives_as_it_was_written(sandbox: Sandbox) -> None:
    """Text, HTML, attachment and headers are the message's, the envelope is ours and the recipient's; SES names it."""
    to_email = f"{new_id(AT)}@example.com"
    tags = {"delivery": "4711"}
    message_id = await mailer(sandbox).send(replace(MESSAGE, to_email=to_email, tags=tags))
    assert re.fullmatch(r"0107[0-9a-f]{32}-[0-9a-f-]{36}-000000", message_id)
    async with httpx.AsyncClient() as client:
        (mail,) = (await client.get(f"{sandbox.url}/mail/api/messages", params={"to": to_email})).json()
        whole = (await client.get(f"{sandbox.url}/mail/api/messages/{mail['id']}")).json()
    assert (mail["from"], mail["to"], mail["subject"]) == (
        "invoices@example.com",
        [to_email],
        MESSAGE.subject,
    )
    assert [(each["name"], each["size_bytes"]) for each in mail["attachments"]] == [("2026-0001.pdf", 8)]
    assert (whole["text"].strip(), whole["html"].strip()) == ("Guten Tag", "<p>Guten Tag</p>")


async def test_what_ses_refuses_for_good_is_not_tried_again(sandbox: Sandbox) -> None:
    """A message that SES rejects is refused; nothing else is."""
    with pytest.raises(MailRefused, match="400 MessageRejected"):
        await mailer(sandbox).send(replace(MESSAGE, to_email="rejected@example.com"))


@pytest.mark.parametrize(
    ("to_email", "secret", "endpoint", "words"),
    [
        pytest.param("throttled@example.com", "", "", "429 TooManyRequests", id="too-many"),
        pytest.param("a@example.com", "wrong", "", "403 SignatureDoesNotMatch", id="other-key"),
        pytest.param("a@example.com", "", "http://127.0.0.1:1", "SES", id="away"),
    ],
)
async def test_what_may_be_put_right_is_tried_again(
    sandbox: Sandbox, to_email: str, secret: str, endpoint: str, words: str
) -> None:
    """Too many at once, our own keys, an outage: the message waits."""
    with pytest.raises(MailDelayed, match=words):
        await mailer(sandbox, secret=secret, endpoint=endpoint).send(replace(MESSAGE, to_email=to_email))
