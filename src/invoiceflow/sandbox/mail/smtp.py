"""The SMTP side."""

from email import message_from_bytes, policy
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from invoiceflow.sandbox import clock
from invoiceflow.sandbox.fate.events import Sent
from invoiceflow.sandbox.fate.news import News
from invoiceflow.sandbox.mail.box import Box

_LARGEST_BYTES: Final = 30 * 1024 * 1024


class Catcher:
    """Accepts every message, except those to addresses that ask to be refused."""

    def __init__(self, box: Box, news: News) -> None:
        self._box = box
        self._news = news
        self._delayed: set[str] = set()

    def server(self) -> SMTP:
        """Return the protocol of one connection."""
        return SMTP(self, hostname="mail.invoiceflow.example", data_size_limit=_LARGEST_BYTES)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd finds its hooks by name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        """Take or refuse one recipient (RFC 5321, 4.2.3; RFC 3463 for the enhanced codes)."""
        refusal = self._refusal(address.lower())
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient accepted"

    async def handle_DATA(  # noqa: N802  # aiosmtpd finds its hooks by name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message."""
        raw = envelope.content or b""
        content = raw if isinstance(raw, bytes) else raw.encode()
        sender = envelope.mail_from or ""
        kept = self._box.keep(content, sender, envelope.rcpt_tos, clock.now())
        message_id = str(message_from_bytes(content, policy=policy.default).get("message-id", "")).strip()
        for recipient in envelope.rcpt_tos:
            self._news.tell(Sent(message_id or kept.id, sender, recipient, content, clock.now(), {}))
        return f"250 2.0.0 Kept as {kept.id}"

    def _refusal(self, address: str) -> str:
        if address.startswith("refused"):
            return "550 5.1.1 There is no such mailbox"
        if address.startswith("full"):
            return "552 5.2.2 This mailbox is full"
        if address.startswith("later") and address not in self._delayed:
            self._delayed.add(address)
            return "451 4.7.1 Try again later"
        return ""
