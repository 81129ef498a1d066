"""No text of anybody becomes a header of an email, or a recipient."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest

from invoiceflow.runtime.mail import MailRefused, Message, mime_of

PLAIN = Message(
    to_email="anna@client.example",
    to_name="Anna",
    from_name="Studio Nordlicht",
    reply_to="post@studio.example",
    subject="Invoice 2026-0001",
    text="Hello",
    html="<p>Hello</p>",
    message_id="<1@invoiceflow.example>",
    at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC),
)
NAMES = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
INJECTIONS = (
    *(
        "a\r\nBcc: evil@example.com",
        "a\nBcc: evil@example.com",
        "a\rBcc: evil@example.com",
        "a\r\n\r\n<script>",
    ),
    *(
        "a\x0bBcc: x@example.com",
        "a\x0cBcc: x@example.com",
        "a\x85Bcc: x@example.com",
        "a\u2028Bcc: x@example.com",
    ),
    *("=?utf-8?q?a=0d=0aBcc:_evil@example.com?=", "a%0d%0aBcc: evil@example.com", "a\x00b", "x" * 5_000),
    *(
        '"a" <evil@example.com>, ',
        "a, evil@example.com",
        "evil@example.com\x00",
        "a; evil@example.com",
        "<a>(b)",
    ),
)


@pytest.mark.parametrize("field", ["to_name", "from_name", "subject", "reply_to", "to_email", "message_id"])
@pytest.mark.parametrize("text", INJECTIONS)
def test_a_text_stays_in_its_header(field: str, text: str) -> None:
    """It is refused, or stands in its own header: there is no other header and no other recipient."""
    changed: dict[str, Any] = {field: text}
    try:
        sent = mime_of(replace(PLAIN, **changed), "us@invoiceflow.example").as_bytes()
    except MailRefused:
        return
    read = message_from_bytes(sent, policy=policy.SMTP)
    assert set(read.keys()) <= NAMES, sent[:600]
    if field not in ("to_email", "reply_to"):
        assert [each.addr_spec for each in read["To"].addresses] == ["anna@client.example"]
        assert [each.addr_spec for each in read["From"].addresses] == ["us@invoiceflow.example"]
    assert read.get_body(("plain",)) is not None


def test_an_honest_message_has_its_headers() -> None:
    """Those that the test above looks for, with umlauts and commas in names."""
    named = replace(PLAIN, to_name="Müller, Anna", from_name="Café „Nord“ & Co.")
    read = message_from_bytes(mime_of(named, "us@invoiceflow.example").as_bytes(), policy=policy.SMTP)
    assert set(read.keys()) == NAMES
    assert read["To"].addresses[0].display_name == "Müller, Anna"
