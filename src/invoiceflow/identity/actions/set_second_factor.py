"""Set up, renew and switch off a person's second factor."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp

from invoiceflow.identity.actions.check_code import (
    Checking,
    NoSecondFactor,
    WrongCode,
    count_try,
    hashed,
    require_whole,
    step_of,
)
from invoiceflow.identity.actions.notify_person import notify_person
from invoiceflow.identity.actions.write_notices import second_factor_changed
from invoiceflow.identity.domain.second_factor import RECOVERY_CODES, SIGNS, NewFactor, plain, recovery_code
from invoiceflow.identity.store import second_factor as store
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Refused
from invoiceflow.kernel.ids import PersonId
from invoiceflow.kernel.limit import SECOND_FACTOR
from invoiceflow.runtime.limits import forget

ISSUER = "InvoiceFlow"
_SALT_BYTES = 16
_ON = "Your second factor was switched on."
_OFF = "Your second factor was switched off."
_RENEWED = "You have new recovery codes; the old ones count no more."


class SecondFactorOn(Refused):
    """The person has a second factor already; it has to be switched off before another is set up."""

    code = "second_factor.on"


class OfferOver(Refused):
    """What was being set up is too old: its secret is forgotten."""

    code = "second_factor.offer_over"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an app needs to compute codes: the secret in words, and as the address that its QR code holds."""

    secret: str
    address: str


async def offer_second_factor(checking: Checking, person: Person) -> Offer:
    """
    Return what the person's app needs; the same until it is confirmed, for a quarter of an hour.

    Raises:
        SecondFactorOn: they have one already.
    """
    if await store.find(checking.database, person.id):
        raise SecondFactorOn("The second factor is on already.")
    fresh = checking.sealer.seal(pyotp.random_base32(), owner=str(person.id))
    sealed = await store.offered_secret(checking.redis, person.id, fresh)
    secret = checking.sealer.open(sealed, owner=str(person.id))
    address = pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=ISSUER)
    return Offer(secret, address)


async def enable_second_factor(
    checking: Checking, person: Person, typed: str, at: datetime
) -> tuple[str, ...]:
    """
    Switch the second factor on, once the app has shown that it has the secret; return the recovery codes.

    This, and each change after it, is told to the person by letter.

    Raises:
        OfferOver: nothing is being set up.
        TooManyCodes: five wrong codes came within a quarter of an hour.
        WrongCode: the app computed another code.
        SecondFactorOn: they have one already.
    """
    sealed = await store.offer(checking.redis, person.id)
    if sealed is None:
        raise OfferOver("This took too long. Scan the new code.")
    require_whole(typed)
    await count_try(checking.redis, person.id)
    step = step_of(checking.sealer.open(sealed, owner=str(person.id)), plain(typed), at)
    if step is None:
        raise WrongCode("This is another code than the app should show. Check that your clock is right.")
    salt, codes, hashes = await _fresh_codes()
    async with checking.database.without_tenant() as connection:
        if not await store.enable(connection, person.id, NewFactor(sealed, step, salt, hashes, at)):
            raise SecondFactorOn("The second factor is on already.")
        await notify_person(connection, person.id, second_factor_changed(_ON), at)
    await forget(checking.redis, SECOND_FACTOR, person.id)
    await store.drop_offer(checking.redis, person.id)
    return codes


async def renew_recovery_codes(checking: Checking, person_id: PersonId, at: datetime) -> tuple[str, ...]:
    """
    Return new recovery codes; the old ones count no more.

    Raises:
        NoSecondFactor: there is none to recover from.
    """
    salt, codes, hashes = await _fresh_codes()
    async with checking.database.without_tenant() as connection:
        if not await store.renew_codes(connection, person_id, salt=salt, codes=hashes):
            raise NoSecondFactor("The second factor is off.")
        await notify_person(connection, person_id, second_factor_changed(_RENEWED), at)
    return codes


async def disable_second_factor(checking: Checking, person_id: PersonId, at: datetime) -> None:
    """
    Switch the second factor off: secret and recovery codes are deleted.

    Raises:
        NoSecondFactor: it is off.
    """
    async with checking.database.without_tenant() as connection:
        if not await store.drop(connection, person_id):
            raise NoSecondFactor("The second factor is off already.")
        await notify_person(connection, person_id, second_factor_changed(_OFF), at)


async def _fresh_codes() -> tuple[bytes, tuple[str, ...], tuple[bytes, ...]]:
    salt = secrets.token_bytes(_SALT_BYTES)
    codes = tuple(recovery_code(_signs()) for _ in range(RECOVERY_CODES))
    return salt, codes, tuple(await asyncio.gather(*(hashed(plain(code), salt) for code in codes)))


def _signs() -> list[int]:
    return [secrets.randbelow(SIGNS) for _ in range(10)]
