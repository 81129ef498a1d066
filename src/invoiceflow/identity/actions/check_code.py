"""Check a code of the second factor: the app's, or one of the recovery codes."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError

from invoiceflow.identity.domain.second_factor import SecondFactor, is_app_code, is_whole, plain
from invoiceflow.identity.store import second_factor as store
from invoiceflow.kernel.errors import Refused, TooMany
from invoiceflow.kernel.ids import PersonId
from invoiceflow.kernel.limit import SECOND_FACTOR
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.limits import Verdict, forget, hit
from invoiceflow.runtime.redis import JoiningRedis
from invoiceflow.runtime.sealing import Sealer

# One step before and after, for clocks that differ.
_WINDOW = 1


class WrongCode(Refused):
    """The code is not the present one, was used before, or is no recovery code that is left."""

    code = "second_factor.wrong_code"


class TooManyCodes(TooMany):
    """So many wrong codes came that none counts for a while: until when, ``verdict`` says."""

    code = "second_factor.too_many"

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reset_seconds, verdict.limit)
        self.verdict = verdict


class NoSecondFactor(Refused):
    """The person has no second factor."""

    code = "second_factor.off"


@dataclass(frozen=True, slots=True)
class Checking:
    """Where codes are checked, and what opens the secrets."""

    redis: JoiningRedis
    database: Database
    sealer: Sealer


async def check_code(checking: Checking, person_id: PersonId, typed: str, at: datetime) -> None:
    """
    Use up a code of the person's second factor.

    Raises:
        NoSecondFactor: there is none.
        TooManyCodes: five wrong ones came within a quarter of an hour.
        WrongCode: it does not count; what is no whole code is not counted as a try either.
    """
    factor = await store.find(checking.database, person_id)
    if factor is None:
        raise NoSecondFactor("There is no second factor to be asked for.")
    require_whole(typed)
    await count_try(checking.redis, person_id)
    if is_app_code(typed):
        right = await _app_code(checking, person_id, factor, plain(typed), at)
    else:
        code = await hashed(plain(typed), factor.salt)
        right = await store.take_recovery_code(checking.database, person_id, code)
    if not right:
        raise WrongCode(
            "This code does not count. Wait for the next one, and check that your clock is right."
        )
    await forget(checking.redis, SECOND_FACTOR, person_id)


def require_whole(typed: str) -> None:
    """
    Let pass what may be a code. What cannot be one uses up no try.

    Raises:
        WrongCode: it is too short or too long.
    """
    if not is_whole(typed):
        raise WrongCode("Write all six digits of the code, or the ten signs of a recovery code.")


async def count_try(redis: JoiningRedis, person_id: PersonId) -> None:
    """
    Count a try before it is looked at, so that many at once are many. One that proves right is forgotten.

    Raises:
        TooManyCodes: there were enough.
    """
    verdict = await hit(redis, SECOND_FACTOR, person_id)
    if not verdict.allowed:
        raise TooManyCodes(verdict)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the 30-second step that a code belongs to, or None when it is not a code of about now."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=at, valid_window=_WINDOW)
    except OTPVerificationError:
        return None


async def hashed(code: str, salt: bytes) -> bytes:
    """
    Return a recovery code as it is stored: by scrypt, since its 49 bits could be tried out against a plain hash.

    In a thread, because it takes its time by design.
    """
    return await asyncio.to_thread(hashlib.scrypt, code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


async def _app_code(
    checking: Checking, person_id: PersonId, factor: SecondFactor, code: str, at: datetime
) -> bool:
    secret = checking.sealer.open(factor.sealed, owner=str(person_id))
    step = step_of(secret, code, at)
    if step is None or not await store.take_step(checking.database, person_id, step):
        return False
    if not checking.sealer.is_current(factor.sealed):
        await store.reseal(checking.database, person_id, checking.sealer.seal(secret, owner=str(person_id)))
    return True
