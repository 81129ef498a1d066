"""Sign a person in: send them to the provider, and take the provider's answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity import store
from invoiceflow.identity.actions.open_session import NewSession, Opening, open_session
from invoiceflow.identity.domain.session import Attempt, Device, Identity, safe_next
from invoiceflow.identity.ports import Callback, Provider, ProviderAway, ProviderRefused, UnverifiedEmail
from invoiceflow.kernel.errors import Missing, Refused
from invoiceflow.runtime.database import Database


class SignInFailed(Refused):
    """The answer is late, came twice, belongs to another browser, or does not hold; or the provider is away."""

    code = "sign_in.failed"


class NoSuchWay(Missing):
    """Nobody signs in that way here."""


_TOO_OLD = "This sign-in is too old, or began in another browser. Nobody was signed in. Start again."
_AWAY = "{way} does not answer at the moment. Nobody was signed in. Try again in a minute."
_DECLINED = "The sign-in was cancelled at {way}. Nobody was signed in."
_UNVERIFIED = "{way} has not verified your email address. Verify it there, then start again."
_OTHER_PERSON = "That is somebody else. Confirm as the person who is signed in here."
_FALSE = "The answer from {way} could not be verified. Nobody was signed in. Start again."


@dataclass(frozen=True, slots=True)
class Desk:
    """Where sign-ins are handled: the providers by their ways' keys, and where sessions and persons are kept."""

    redis: Redis
    database: Database
    providers: Mapping[str, Provider]

    def provider(self, way: str) -> Provider:
        """
        Return the provider of a way.

        Raises:
            NoSuchWay: it is not offered here.
        """
        found = self.providers.get(way)
        if found is None:
            raise NoSuchWay("There is nothing at this address.")
        return found


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came back from the provider, and the mark of the browser that it came back to.

    ``error`` is OAuth's word when there is no ``code`` (RFC 6749, 4.1.2.1): ``access_denied`` when the person declined.
    ``issuer`` is who the answer says that it comes from, where it does (RFC 9207).
    """

    way: str
    code: str
    state: str
    browser: str
    at: datetime
    device: Device
    error: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The new session, and where to go next."""

    session: NewSession
    next_path: str


async def start_sign_in(desk: Desk, *, way: str, browser: str, next_path: str, confirms: str = "") -> str:
    """
    Return the provider's address to send the browser to; ``confirms`` is the id of who proves themselves again.

    Raises:
        NoSuchWay: it is not offered here.
        SignInFailed: the provider does not answer.
    """
    provider = desk.provider(way)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    try:
        address = await provider.authorization_url(state=state, nonce=nonce, verifier=verifier)
    except ProviderAway as error:
        raise _failed(_AWAY, provider) from error
    attempt = Attempt(way, nonce, verifier, browser, safe_next(next_path), confirms)
    await store.save_attempt(desk.redis, state, attempt)
    return address


async def finish_sign_in(desk: Desk, *, answer: Answer, secret_key: str) -> SignedIn:
    """
    Open a session for the person whom the provider names.

    Raises:
        NoSuchWay: it is not offered here.
        SignInFailed: the answer does not hold, or there is none.
    """
    provider = desk.provider(answer.way)
    attempt = await store.take_attempt(desk.redis, answer.state)
    if attempt is None or not answer.browser or attempt.browser != answer.browser:
        raise SignInFailed(_TOO_OLD)
    if attempt.way != answer.way:
        raise _failed(_FALSE, provider)
    identity = await _identity(provider, answer, attempt)
    async with desk.database.without_tenant() as connection:
        person_id = await store.enter_person(connection, identity, answer.at)
    if attempt.confirms and attempt.confirms != str(person_id):
        raise SignInFailed(_OTHER_PERSON)
    way, device = provider.way.name, answer.device
    opening = Opening(person_id, identity.name, identity.email, way, answer.at, device)
    session = await open_session(desk, opening, secret_key=secret_key)
    return SignedIn(session, attempt.next_path)


async def _identity(provider: Provider, answer: Answer, attempt: Attempt) -> Identity:
    if answer.error:
        raise _failed(_DECLINED if answer.error == "access_denied" else _FALSE, provider)
    callback = Callback(answer.code, answer.issuer)
    try:
        return await provider.identity(callback, nonce=attempt.nonce, verifier=attempt.verifier)
    except UnverifiedEmail as error:
        raise _failed(_UNVERIFIED, provider) from error
    except ProviderRefused as error:
        raise _failed(_FALSE, provider) from error
    except ProviderAway as error:
        raise _failed(_AWAY, provider) from error


def _failed(sentence: str, provider: Provider) -> SignInFailed:
    return SignInFailed(sentence.format(way=provider.way.name))
