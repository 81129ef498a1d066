"""Sign a person in who has proved an identity: where all ways meet."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.identity import store
from invoiceflow.identity.actions.open_session import NewSession, Opening, open_session
from invoiceflow.identity.actions.prove import TOO_OLD, Desk, Proven, SignInFailed
from invoiceflow.identity.domain.person import Newcomer
from invoiceflow.identity.domain.session import Device
from invoiceflow.identity.store import links
from invoiceflow.kernel.ids import PersonId

_OTHER_PERSON = "That is somebody else. Confirm as the person who is signed in here."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The new session, by which way (its key), and where to go next."""

    session: NewSession
    way: str
    next_path: str


@dataclass(frozen=True, slots=True)
class AddressKnown:
    """
    Nobody is signed in: the identity is new, and somebody who signs in another way has its address.

    ``token`` lets this browser open an account of its own all the same, once (``open_separately``).
    """

    email: str
    way_name: str
    token: str


@dataclass(frozen=True, slots=True)
class Redemption:
    """Somebody's word that they want an account of their own, with the mark of their browser and their device."""

    token: str
    browser: str
    at: datetime
    device: Device


async def sign_in(desk: Desk, proven: Proven, *, secret_key: str) -> SignedIn | AddressKnown:
    """
    Open a session for the person of an identity. Identities decide who somebody is; addresses never do.

    Raises:
        SignInFailed: somebody signed in was to confirm that it is them, and it is somebody else.
    """
    try:
        person_id = await _person(desk, proven)
    except store.EmailKnown:
        return await _ask(desk, proven)
    return await _signed_in(desk, proven, person_id, secret_key)


async def open_separately(desk: Desk, redemption: Redemption, *, secret_key: str) -> SignedIn:
    """
    Open an account and a session for somebody whose address is known: they said that they want one of their own.

    Raises:
        SignInFailed: they were not asked, not in this browser, or too long ago.
    """
    newcomer = await links.take_newcomer(desk.redis, redemption.token)
    if newcomer is None or not redemption.browser or newcomer.browser != redemption.browser:
        raise SignInFailed(TOO_OLD)
    proven = Proven(
        way=newcomer.way,
        identity=newcomer.identity,
        purpose="sign_in",
        browser=newcomer.browser,
        next_path=newcomer.next_path,
        at=redemption.at,
        device=redemption.device,
    )
    async with desk.database.without_tenant() as connection:
        person_id = await store.enter_person(connection, proven.identity, proven.at, separate=True)
    return await _signed_in(desk, proven, person_id, secret_key)


async def _person(desk: Desk, proven: Proven) -> PersonId:
    async with desk.database.without_tenant() as connection:
        if proven.purpose == "sign_in":
            return await store.enter_person(connection, proven.identity, proven.at)
        found = await store.find_person(connection, proven.identity)
    if found is None or str(found) != proven.person_id:
        raise SignInFailed(_OTHER_PERSON, proven.next_path)
    return found


async def _signed_in(desk: Desk, proven: Proven, person_id: PersonId, secret_key: str) -> SignedIn:
    async with desk.database.without_tenant() as connection:
        facts = await store.load_person(connection, person_id)
    opening = Opening(person_id, facts.name, facts.email, proven.way.name, proven.at, proven.device)
    session = await open_session(desk, opening, secret_key=secret_key)
    return SignedIn(session, proven.way.key, proven.next_path)


async def _ask(desk: Desk, proven: Proven) -> AddressKnown:
    token = secrets.token_urlsafe(32)
    newcomer = Newcomer(proven.identity, proven.way, proven.browser, proven.next_path)
    await links.save_newcomer(desk.redis, token, newcomer)
    return AddressKnown(proven.identity.email, proven.way.name, token)
