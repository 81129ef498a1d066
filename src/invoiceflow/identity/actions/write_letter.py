"""Letters to persons: not about an invoice, but about signing in. As text and as HTML, from one pair of templates."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

import structlog

from invoiceflow.runtime.ids import new_id
from invoiceflow.runtime.letters import email_template
from invoiceflow.runtime.mail import MailDelayed, Mailer, MailRefused, Message
from invoiceflow.runtime.patience import LETTER_SECONDS

log = structlog.get_logger()


class LetterDelayed(Exception):
    """The mail server does not answer."""


@dataclass(frozen=True, slots=True)
class Letter:
    """
    What a letter says. ``notes`` stand small below.

    ``button`` leads to ``url``, an address or a path of ours; both are empty where there is nothing to open.
    """

    subject: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...] = ()
    button: str = ""
    url: str = ""
    language: str = "en"
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class Postbox:
    """Where letters are posted. ``domain`` is the right-hand side of their ids."""

    mailer: Mailer
    base_url: str
    domain: str

    async def post(self, letter: Letter, *, to: str, at: datetime, key: str = "") -> None:
        """
        Return once the mail server has the letter, or has refused it for good: both look the same to who asked.

        A letter that may be posted again names its ``key``, so that the second one is recognisable.

        Raises:
            LetterDelayed: the server does not answer.
        """
        try:
            async with asyncio.timeout(LETTER_SECONDS):
                await self.mailer.send(self._message(letter, to, at, key))
        except MailRefused:
            log.info("letter.refused", subject=letter.subject)
        except (MailDelayed, TimeoutError) as error:
            raise LetterDelayed(type(error).__name__) from error

    def _message(self, letter: Letter, to: str, at: datetime, key: str) -> Message:
        letter = replace(letter, url=urljoin(self.base_url, letter.url) if letter.url else "")
        return Message(
            to_email=to,
            to_name="",
            from_name="InvoiceFlow",
            reply_to="",
            subject=letter.subject,
            text=email_template("identity/letter.txt").render(mail=letter),
            html=email_template("identity/letter.html").render(mail=letter),
            message_id=f"<{key or new_id(at)}@{self.domain}>",
            at=at,
        )
