"""Send a link that proves an email address. Whether the address is known here is not even looked up."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity.actions.write_letter import Letter, LetterDelayed, Postbox
from invoiceflow.identity.domain.email import canonical
from invoiceflow.identity.domain.link import SentLink
from invoiceflow.identity.domain.session import Device, safe_next
from invoiceflow.identity.domain.way import Purpose
from invoiceflow.identity.store import links
from invoiceflow.kernel.errors import Invalid, Refused


class NotSent(Refused):
    """The mail server does not answer."""

    code = "link.not_sent"


@dataclass(frozen=True, slots=True)
class SendLink:
    """
    Whom the link goes to and what it is for, and who asks: the mark of their browser or sign-in, and their device.

    ``person_id`` and ``person_email`` are who is signed in, empty for signing in.
    """

    email: str
    purpose: Purpose
    browser: str
    device: Device
    at: datetime
    next_path: str = "/app"
    person_id: str = ""
    person_email: str = ""


async def send_link(redis: Redis, postbox: Postbox, command: SendLink) -> str:
    """
    Send the link, and return the address as it was written to.

    Raises:
        Invalid: it is no address, or the new one would be the present one.
        NotSent: the mail server does not answer; the link is worthless.
    """
    email = canonical(command.email)
    if command.purpose == "change" and email == command.person_email.lower():
        raise Invalid.field("/email", "email.same", "This is your address already.")
    token = secrets.token_urlsafe(32)
    await links.save_link(redis, token, _link(command, email))
    letter = _letter(command, f"{postbox.base_url}/login/email/{token}")
    try:
        await postbox.post(letter, to=email, at=command.at)
    except LetterDelayed as error:
        await links.forget_link(redis, token)
        raise NotSent("The mail server does not answer. No link was sent. Try again in a minute.") from error
    if command.purpose == "change":
        await links.note_change(redis, command.person_id, email)
    return email


def _link(command: SendLink, email: str) -> SentLink:
    return SentLink(
        email=email,
        purpose=command.purpose,
        browser=command.browser,
        next_path=safe_next(command.next_path),
        asked_at=command.at,
        agent=command.device.agent,
        network=command.device.network,
        person_id=command.person_id,
    )


def _letter(command: SendLink, url: str) -> Letter:
    subject, button, about = _WORDS[command.purpose]
    once = "The link works once, within ten minutes."
    if command.purpose != "sign_in":
        once += " Open it in the browser where you asked for it."
    where = f"Asked for from {command.device.agent}"
    where += f", network {command.device.network}" if command.device.network else ""
    return Letter(
        subject=subject,
        paragraphs=(about.format(email=command.person_email), once),
        notes=(
            f"{where}, on {command.at:%Y-%m-%d at %H:%M} UTC.",
            "If that was not you, ignore this email: without the link nothing happens. Never pass it on.",
        ),
        button=button,
        url=url,
    )


_WORDS: dict[Purpose, tuple[str, str, str]] = {
    "sign_in": (
        "Sign in to InvoiceFlow",
        "Sign in",
        "Open this link to sign in. If you are new here, it opens your account.",
    ),
    "confirm": (
        "Confirm that it is you",
        "Confirm",
        "You are about to change something that matters in InvoiceFlow, signed in as {email}.",
    ),
    "link": (
        "Link this address to InvoiceFlow",
        "Link this address",
        "Whoever is signed in to InvoiceFlow as {email} wants to sign in by links to this address as well.",
    ),
    "change": (
        "Confirm your new email address",
        "Use this address",
        "Whoever is signed in to InvoiceFlow as {email} wants to be written to at this address instead.",
    ),
}
