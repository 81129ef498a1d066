"""Mail: one port, and SMTP behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from invoiceflow.runtime.patience import MAIL_SECONDS


class MailRefused(Exception):
    """The server refused this message for good; sending it again would not help."""


class MailDelayed(Exception):
    """The server could not be reached or asked to try later."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message. ``media_type`` as in ``application/pdf``."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """
    An email to one person, as text and as HTML. ``message_id`` makes a repeated sending recognisable.

    ``tags`` are what a service that keeps count may know the message by: ids that say nothing to strangers.
    """

    to_email: str
    to_name: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    message_id: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """Hands messages to a mail server."""

    async def send(self, message: Message) -> str:
        """
        Return once the server has accepted the message: the id by which it will speak of it.

        Raises:
            MailRefused: refused for good.
            MailDelayed: not accepted now; worth another try.
        """
        ...


class SmtpMailer:
    """
    A mail server that speaks SMTP; ``url`` is ``smtp://[name:password@]host:port`` or ``smtps://``.

    Name and password are percent-encoded in it, as in any URL. With ``must_encrypt`` a server that takes no STARTTLS,
    or whose certificate is not its own, is told nothing, no password either.
    """

    def __init__(self, url: str, sender: str, *, must_encrypt: bool = False) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._must_start_tls = must_encrypt and self._server.scheme != "smtps"

    async def send(self, message: Message) -> str:
        """Return the message's own id once the server has accepted it: SMTP gives it no other."""
        server = self._server
        try:
            await aiosmtplib.send(
                mime_of(message, self._sender),
                hostname=server.hostname,
                port=server.port,
                username=_decoded(server.username),
                password=_decoded(server.password),
                use_tls=server.scheme == "smtps",
                start_tls=self._must_start_tls or None,  # None takes it where it is offered
                timeout=MAIL_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _verdict(error) from error
        return message.message_id


def _verdict(error: Exception) -> Exception:
    """
    Sort a failure: 5xx (RFC 5321, 4.2.1) is final where it is about the recipient or the message.

    What else a server refuses, our name, password or sender, is a matter of settings and may be put right.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        answers: list[aiosmtplib.SMTPResponseException] = list(error.recipients)
    elif isinstance(error, aiosmtplib.SMTPResponseException):
        answers = [error]
    else:
        return MailDelayed(str(error))
    about_message = isinstance(error, aiosmtplib.SMTPRecipientsRefused | aiosmtplib.SMTPDataError)
    text = "; ".join(f"{answer.code} {answer.message}" for answer in answers)
    final = about_message and all(answer.code >= 500 for answer in answers)
    return MailRefused(text) if final else MailDelayed(text)


def _decoded(text: str | None) -> str | None:
    return None if text is None else unquote(text)


def mime_of(message: Message, sender: str) -> EmailMessage:
    """
    Return a message as it goes over the wire.

    Raises:
        MailRefused: an address, or another text that is ours to choose, would break out of its header.
    """
    try:
        mime = _with_headers(message, sender)
    except (ValueError, HeaderParseError) as error:
        raise MailRefused(f"a header cannot be written: {error}") from error
    if any(sign in str(value) for value in mime.values() for sign in "\r\n"):
        raise MailRefused("a header would be broken into two")
    mime.set_content(message.text)
    mime.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        main, _, sub = attachment.media_type.partition("/")
        mime.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return mime


def _with_headers(message: Message, sender: str) -> EmailMessage:
    mime = EmailMessage(policy=SMTP)
    mime["From"] = Address(display_name=_in_one_line(message.from_name), addr_spec=sender)
    mime["To"] = Address(display_name=_in_one_line(message.to_name), addr_spec=message.to_email)
    if message.reply_to:
        mime["Reply-To"] = message.reply_to
    mime["Subject"] = _in_one_line(message.subject)
    mime["Date"] = format_datetime(message.at)
    mime["Message-ID"] = message.message_id
    return mime


def _in_one_line(text: str) -> str:
    """
    Return what people wrote without line breaks, and without what the library would decode into them.

    It reads encoded words (RFC 2047) in what it is given, and writes the line break of ``=?utf-8?q?=0d=0a?=`` as one.
    """
    return " ".join(text.replace("\x00", "").replace("=?", "= ?").split())
