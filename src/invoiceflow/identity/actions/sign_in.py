"""Sign a person in: send them to the provider, and take the provider's answer."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity import store
from invoiceflow.identity.domain.session import ABSOLUTE, Attempt, Identity, SessionRecord, safe_next
from invoiceflow.identity.ports import Provider, ProviderAway, ProviderRefused, UnverifiedEmail
from invoiceflow.kernel.errors import Refused
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.secrets import derived
from invoiceflow.runtime.signing import signed


class SignInFailed(Refused):
    """The answer is late, came twice, belongs to another browser, or does not hold; or the provider is away."""

    code = "sign_in.failed"


_TOO_OLD = "This sign-in is too old, or began in another browser. Nobody was signed in. Start again."
_AWAY = "Google does not answer at the moment. Nobody was signed in. Try again in a minute."
_DECLINED = "The sign-in was cancelled at Google. Nobody was signed in."
_UNVERIFIED = "Google has not verified your email address. Verify it there, then start again."
_FALSE = "Google's answer could not be verified. Nobody was signed in. Start again."


@dataclass(frozen=True, slots=True)
class Desk:
    """Where sign-ins are handled: the provider, and where sessions and persons are kept."""

    redis: Redis
    database: Database
    provider: Provider


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came back from the provider, and the mark of the browser that it came back to.

    ``error`` is OAuth's word when there is no ``code`` (RFC 6749, 4.1.2.1): ``access_denied`` when the person declined.
    """

    code: str
    state: str
    browser: str
    at: datetime
    error: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The cookie of the new session, how long the browser may keep it, and where to go next."""

    cookie: str
    seconds: int
    next_path: str


async def start_sign_in(desk: Desk, *, browser: str, next_path: str) -> str:
    """
    Return the provider's address to send the browser to.

    Raises:
        SignInFailed: the provider does not answer.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        address = await desk.provider.authorization_url(state=state, nonce=nonce, verifier=verifier)
    except ProviderAway as error:
        raise SignInFailed(_AWAY) from error
    await store.save_attempt(desk.redis, state, Attempt(nonce, verifier, browser, safe_next(next_path)))
    return address


async def finish_sign_in(desk: Desk, *, answer: Answer, secret_key: str) -> SignedIn:
    """
    Open a session for the person whom the provider names.

    Raises:
        SignInFailed: the answer does not hold, or there is none.
    """
    attempt = await store.take_attempt(desk.redis, answer.state)
    if attempt is None or not answer.browser or attempt.browser != answer.browser:
        raise SignInFailed(_TOO_OLD)
    identity = await _identity(desk.provider, answer, attempt)
    async with desk.database.without_tenant() as connection:
        person_id = await store.enter_person(connection, identity, answer.at)
    session_id = secrets.token_urlsafe(32)
    record = SessionRecord(str(person_id), identity.name, identity.email, answer.at)
    await store.save_session(desk.redis, session_id, record)
    cookie = signed(session_id, key=derived(secret_key, "session"), at=answer.at, lifetime=ABSOLUTE)
    return SignedIn(cookie, int(ABSOLUTE.total_seconds()), attempt.next_path)


async def _identity(provider: Provider, answer: Answer, attempt: Attempt) -> Identity:
    if answer.error:
        raise SignInFailed(_DECLINED if answer.error == "access_denied" else _FALSE)
    try:
        return await provider.identity(code=answer.code, nonce=attempt.nonce, verifier=attempt.verifier)
    except UnverifiedEmail as error:
        raise SignInFailed(_UNVERIFIED) from error
    except ProviderRefused as error:
        raise SignInFailed(_FALSE) from error
    except ProviderAway as error:
        raise SignInFailed(_AWAY) from error
