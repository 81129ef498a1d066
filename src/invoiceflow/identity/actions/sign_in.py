"""Sign a person in: send them to the provider, and take the provider's answer."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity import store
from invoiceflow.identity.domain.session import ABSOLUTE, Attempt, SessionRecord, safe_next
from invoiceflow.identity.ports import Provider, ProviderRefused
from invoiceflow.kernel.errors import Refused
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.secrets import derived
from invoiceflow.runtime.signing import signed


class SignInFailed(Refused):
    """The answer is late, came twice, belongs to another browser, or the provider's token does not hold."""

    code = "sign_in.failed"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where sign-ins are handled: the provider, and where sessions and persons are kept."""

    redis: Redis
    database: Database
    provider: Provider


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from the provider, and the mark of the browser that it came back to."""

    code: str
    state: str
    browser: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The cookie of the new session, how long the browser may keep it, and where to go next."""

    cookie: str
    seconds: int
    next_path: str


async def start_sign_in(desk: Desk, *, browser: str, next_path: str) -> str:
    """Return the provider's address to send the browser to."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    await store.save_attempt(desk.redis, state, Attempt(nonce, verifier, browser, safe_next(next_path)))
    return await desk.provider.authorization_url(state=state, nonce=nonce, verifier=verifier)


async def finish_sign_in(desk: Desk, *, answer: Answer, secret_key: str) -> SignedIn:
    """
    Open a session for the person whom the provider names.

    Raises:
        SignInFailed: the answer does not hold.
    """
    attempt = await store.take_attempt(desk.redis, answer.state)
    if attempt is None or not answer.browser or attempt.browser != answer.browser:
        raise SignInFailed("This sign-in is too old, or began in another browser. Start again.")
    try:
        identity = await desk.provider.identity(
            code=answer.code, nonce=attempt.nonce, verifier=attempt.verifier
        )
    except ProviderRefused as error:
        raise SignInFailed("The provider's answer could not be verified. Start again.") from error
    async with desk.database.without_tenant() as connection:
        person_id = await store.enter_person(connection, identity, answer.at)
    session_id = secrets.token_urlsafe(32)
    record = SessionRecord(str(person_id), identity.name, identity.email, answer.at)
    await store.save_session(desk.redis, session_id, record)
    cookie = signed(session_id, key=derived(secret_key, "session"), at=answer.at, lifetime=ABSOLUTE)
    return SignedIn(cookie, int(ABSOLUTE.total_seconds()), attempt.next_path)
