"""An email for tests, valid as it is."""

from datetime import UTC, datetime

from invoiceflow.runtime.mail import Message

MESSAGE = Message(
    to_email="anna@client.example",
    to_name="Anna",
    from_name="Studio",
    reply_to="",
    subject="Invoice",
    text="Hello",
    html="<p>Hello</p>",
    message_id="<1@example.com>",
    at=datetime(2026, 11, 23, tzinfo=UTC),
)
