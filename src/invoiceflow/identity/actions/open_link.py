"""Open a link that came by email: once, and in the browser that asked, or in another one on its owner's word."""

from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity.actions.prove import Proven, SignInFailed
from invoiceflow.identity.domain.link import SentLink, identity_of
from invoiceflow.identity.domain.session import Device
from invoiceflow.identity.domain.way import EMAIL
from invoiceflow.identity.store import links

TOO_OLD = "This link is too old, or was used before. Nobody was signed in. Ask for another."
ELSEWHERE = "This link only works in the browser where it was asked for, signed in as the same person."


@dataclass(frozen=True, slots=True)
class OpenLink:
    """
    The link's token, and the mark and device of the browser that opens it.

    ``agreed``: the person has read who would be signed in and where it was asked for, and wants it here.
    """

    token: str
    browser: str
    device: Device
    at: datetime
    agreed: bool = False


async def look_at_link(redis: Redis, token: str, at: datetime) -> SentLink:
    """
    Return what a link is for. Looking uses nothing up: mail scanners look as well.

    Raises:
        SignInFailed: there is no such link, or not any more.
    """
    link = await links.look_at_link(redis, token)
    if link is None or link.over(at):
        raise SignInFailed(TOO_OLD)
    return link


async def open_link(redis: Redis, command: OpenLink) -> Proven:
    """
    Use a link up, and return the address that it proves as an identity.

    Raises:
        SignInFailed: it is too old, was used, or belongs to another browser that has not agreed. Only signing in can
            be agreed to elsewhere.
    """
    link = await look_at_link(redis, command.token, command.at)
    own = bool(command.browser) and link.browser == command.browser
    if not own and not (command.agreed and link.purpose == "sign_in"):
        raise SignInFailed(ELSEWHERE)
    if await links.take_link(redis, command.token) is None:
        raise SignInFailed(TOO_OLD)
    return Proven(
        way=EMAIL,
        identity=identity_of(link.email),
        purpose=link.purpose,
        browser=command.browser,
        next_path=link.next_path,
        at=command.at,
        device=command.device,
        person_id=link.person_id,
    )
