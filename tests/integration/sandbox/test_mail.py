"""The mail catcher, by the SMTP that fills it and the HTTP that empties it."""

import os
import subprocess
import sys
from email.message import EmailMessage
from secrets import token_hex
from smtplib import SMTP, SMTPRecipientsRefused

import httpx
import pytest

from stand_ins import Sandbox


def message_to(recipient: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Studio North <invoices@invoiceflow.example>"
    message["To"] = recipient
    message["Subject"] = "Rechnung 2026-0001 fällig"
    message.set_content("Guten Tag")
    message.add_alternative("<p>Guten <b>Tag</b></p><script>alert(1)</script>", subtype="html")
    message.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Rechnung ä.pdf")
    return message


def send(sandbox: Sandbox, recipient: str) -> None:
    with SMTP("127.0.0.1", sandbox.smtp_port) as server:
        server.send_message(message_to(recipient))


def test_a_message_is_kept_whole(sandbox: Sandbox) -> None:
    """Subject, both bodies and the attachment's bytes come back as they were sent."""
    recipient = f"{token_hex(4)}@client.example"
    send(sandbox, recipient)
    (listed,) = httpx.get(f"{sandbox.url}/mail/api/messages", params={"to": recipient.upper()}).json()
    mail = httpx.get(f"{sandbox.url}/mail/api/messages/{listed['id']}").json()
    assert mail["subject"] == "Rechnung 2026-0001 fällig"
    assert mail["from"] == "invoices@invoiceflow.example"
    assert mail["text"].strip() == "Guten Tag"
    assert "<b>Tag</b>" in mail["html"]
    attachment = httpx.get(sandbox.url + mail["attachments"][0]["url"])
    assert attachment.content == b"%PDF-1.7 ..."
    assert attachment.headers["content-type"] == "application/pdf"


def test_the_html_of_a_message_runs_no_script(sandbox: Sandbox) -> None:
    """A hostile message is shown in a sandbox that allows no script and reaches no page of ours."""
    recipient = f"{token_hex(4)}@client.example"
    send(sandbox, recipient)
    (listed,) = httpx.get(f"{sandbox.url}/mail/api/messages", params={"to": recipient}).json()
    shown = httpx.get(f"{sandbox.url}/mail/{listed['id']}/html").headers["content-security-policy"]
    assert shown.startswith("sandbox allow-popups ")
    assert "allow-scripts" not in shown
    page = httpx.get(f"{sandbox.url}/mail/{listed['id']}").text
    assert 'sandbox="allow-popups' in page


def test_a_message_can_be_deleted(sandbox: Sandbox) -> None:
    """A deleted message is gone from the listing and by its id."""
    recipient = f"{token_hex(4)}@client.example"
    send(sandbox, recipient)
    url = f"{sandbox.url}/mail/api/messages"
    (listed,) = httpx.get(url, params={"to": recipient}).json()
    assert httpx.delete(f"{url}/{listed['id']}").status_code == 204
    assert httpx.get(f"{url}/{listed['id']}").status_code == 404
    assert httpx.get(url, params={"to": recipient}).json() == []


@pytest.mark.parametrize(("name", "status"), [("refused", 550), ("full", 552)])
def test_some_mailboxes_refuse(sandbox: Sandbox, name: str, status: int) -> None:
    """Bounces can be tried: such a recipient is refused for good."""
    recipient = f"{name}.{token_hex(4)}@client.example"
    with pytest.raises(SMTPRecipientsRefused) as refused:
        send(sandbox, recipient)
    assert refused.value.recipients[recipient][0] == status


def test_a_delayed_mailbox_accepts_the_second_try(sandbox: Sandbox) -> None:
    """Retries can be tried: the first answer asks to come again, the second accepts."""
    recipient = f"later.{token_hex(4)}@client.example"
    with pytest.raises(SMTPRecipientsRefused) as refused:
        send(sandbox, recipient)
    assert refused.value.recipients[recipient][0] == 451
    send(sandbox, recipient)


def test_the_stand_ins_refuse_production() -> None:
    """Nobody can sign in as the demo owner in production, not even by a slip of configuration."""
    command = [sys.executable, "-m", "invoiceflow.sandbox", "--port=1", "--smtp-port=2", "--data=none"]
    environment = os.environ | {"ENVIRONMENT": "production"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == "The stand-ins refuse to run in production: ENVIRONMENT=production."
