"""Prove who one is: send the browser to a provider, and take the provider's answer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from redis.asyncio import Redis

from invoiceflow.identity import store
from invoiceflow.identity.domain.email import canonical
from invoiceflow.identity.domain.session import Attempt, Device, Identity, safe_next
from invoiceflow.identity.domain.way import Purpose, Way
from invoiceflow.identity.ports import Callback, Provider, ProviderAway, ProviderRefused, UnverifiedEmail
from invoiceflow.kernel.errors import Invalid, Missing, Refused
from invoiceflow.kernel.name import cleaned_name
from invoiceflow.runtime.database import Database


class SignInFailed(Refused):
    """
    The answer is late, came twice, belongs to another browser, or does not hold; or the provider is away.

    ``next_path`` is where the person wanted to go.
    """

    code = "sign_in.failed"

    def __init__(self, message: str, next_path: str = "/app") -> None:
        super().__init__(message)
        self.next_path = next_path


class NoSuchWay(Missing):
    """Nobody signs in that way here."""


TOO_OLD = "This sign-in is too old, or began in another browser. Nobody was signed in. Start again."
_AWAY = "{way} does not answer at the moment. Nobody was signed in. Try again in a minute."
_DECLINED = "The sign-in was cancelled at {way}. Nobody was signed in."
_UNVERIFIED = "{way} has not verified your email address. Verify it there, then start again."
_UNUSABLE = (
    "Your email address at {way} is one that we cannot write to. Nobody was signed in. Use another way."
)
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
class Start:
    """
    By which way, for what, and the mark of the browser or sign-in that asks.

    ``person_id`` is who is signed in, where it is not for signing in.
    """

    way: str
    browser: str
    next_path: str
    purpose: Purpose = "sign_in"
    person_id: str = ""


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
class Proven:
    """An identity that somebody proved just now, by which way, and what for."""

    way: Way
    identity: Identity
    purpose: Purpose
    browser: str
    next_path: str
    at: datetime
    device: Device
    person_id: str = ""


async def start_proof(desk: Desk, start: Start) -> str:
    """
    Return the provider's address to send the browser to.

    Raises:
        NoSuchWay: it is not offered here.
        SignInFailed: the provider does not answer.
    """
    provider = desk.provider(start.way)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    next_path = safe_next(start.next_path)
    try:
        address = await provider.authorization_url(state=state, nonce=nonce, verifier=verifier)
    except (ProviderAway, ProviderRefused) as error:
        raise _failed(_AWAY, provider, next_path) from error
    attempt = Attempt(start.way, nonce, verifier, start.browser, next_path, start.purpose, start.person_id)
    await store.save_attempt(desk.redis, state, attempt)
    return address


async def finish_proof(desk: Desk, answer: Answer) -> Proven:
    """
    Return who the provider's answer proves, once.

    Raises:
        NoSuchWay: it is not offered here.
        SignInFailed: the answer does not hold, or there is none.
    """
    provider = desk.provider(answer.way)
    attempt = await store.take_attempt(desk.redis, answer.state)
    if attempt is None or not answer.browser or attempt.browser != answer.browser:
        raise SignInFailed(TOO_OLD)
    if attempt.way != answer.way:
        raise _failed(_FALSE, provider, attempt.next_path)
    identity = await _identity(provider, answer, attempt)
    return Proven(
        way=provider.way,
        identity=identity,
        purpose=attempt.purpose,
        browser=answer.browser,
        next_path=attempt.next_path,
        at=answer.at,
        device=answer.device,
        person_id=attempt.person_id,
    )


async def _identity(provider: Provider, answer: Answer, attempt: Attempt) -> Identity:
    next_path = attempt.next_path
    if answer.error:
        raise _failed(_DECLINED if answer.error == "access_denied" else _FALSE, provider, next_path)
    callback = Callback(answer.code, answer.issuer)
    try:
        told = await provider.identity(callback, nonce=attempt.nonce, verifier=attempt.verifier)
        email = canonical(told.email)
        return replace(told, email=email, name=cleaned_name(told.name, instead=email.partition("@")[0]))
    except UnverifiedEmail as error:
        raise _failed(_UNVERIFIED, provider, next_path) from error
    except ProviderRefused as error:
        raise _failed(_FALSE, provider, next_path) from error
    except ProviderAway as error:
        raise _failed(_AWAY, provider, next_path) from error
    except Invalid as error:
        raise _failed(_UNUSABLE, provider, next_path) from error


def _failed(sentence: str, provider: Provider, next_path: str) -> SignInFailed:
    return SignInFailed(sentence.format(way=provider.way.name), next_path)
