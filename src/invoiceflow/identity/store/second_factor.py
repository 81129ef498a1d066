"""The second factor: kept in the directory behind its functions; offers and questions in Redis."""

from collections.abc import Sequence

import msgspec
from redis.asyncio import Redis
from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.ext.asyncio import AsyncConnection

from invoiceflow.identity.domain.second_factor import OFFER, QUESTION, NewFactor, Question, SecondFactor
from invoiceflow.kernel.ids import PersonId
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.redis import global_key, hashed_key

_CODES = bindparam("codes", type_=ARRAY(BYTEA))
_FIND = text("SELECT sealed, salt, codes_left, enabled_at FROM directory.second_factor(:person)")
_ENABLE = text(
    "SELECT directory.enable_second_factor(:person, :sealed, :step, :salt, :codes, :at)"
).bindparams(_CODES)
_STEP = text("SELECT directory.take_code_step(:person, :step)")
_RECOVER = text("SELECT directory.take_recovery_code(:person, :code)")
_RENEW = text("SELECT directory.renew_recovery_codes(:person, :salt, :codes)").bindparams(_CODES)
_RESEAL = text("SELECT directory.reseal_second_factor(:person, :sealed)")
_DROP = text("SELECT directory.drop_second_factor(:person)")


async def find(database: Database, person_id: PersonId) -> SecondFactor | None:
    """Return a person's second factor, or None when they have none."""
    async with database.without_tenant() as connection:
        found = (await connection.execute(_FIND, {"person": person_id})).one_or_none()
    return SecondFactor(*found) if found else None


async def enable(connection: AsyncConnection, person_id: PersonId, new: NewFactor) -> bool:
    """Store a second factor; return whether there was none before."""
    given = {"sealed": new.sealed, "step": new.step, "salt": new.salt, "codes": list(new.codes), "at": new.at}
    return bool((await connection.execute(_ENABLE, {"person": person_id, **given})).scalar_one())


async def take_step(database: Database, person_id: PersonId, step: int) -> bool:
    """Use up the codes of a step and before; return whether that had not been done."""
    return await _ask(database, _STEP, person=person_id, step=step)


async def take_recovery_code(database: Database, person_id: PersonId, code: bytes) -> bool:
    """Use up a recovery code by its hash; return whether it was there."""
    return await _ask(database, _RECOVER, person=person_id, code=code)


async def renew_codes(
    connection: AsyncConnection, person_id: PersonId, *, salt: bytes, codes: Sequence[bytes]
) -> bool:
    """Replace the recovery codes; return whether there is a second factor to have any."""
    given = {"person": person_id, "salt": salt, "codes": list(codes)}
    return bool((await connection.execute(_RENEW, given)).scalar_one())


async def reseal(database: Database, person_id: PersonId, sealed: str) -> None:
    """Store the same secret, sealed anew."""
    await _ask(database, _RESEAL, person=person_id, sealed=sealed)


async def drop(connection: AsyncConnection, person_id: PersonId) -> bool:
    """Remove the second factor; return whether there was one."""
    return bool((await connection.execute(_DROP, {"person": person_id})).scalar_one())


async def offered_secret(redis: Redis, person_id: PersonId, fresh: str) -> str:
    """Return the sealed secret that a person is setting up: ``fresh`` unless there is one already."""
    key = global_key("second-factor-offer", str(person_id))
    if await redis.set(key, fresh, ex=OFFER, nx=True):
        return fresh
    found = await redis.get(key)
    return bytes(found).decode() if isinstance(found, bytes) else fresh


async def offer(redis: Redis, person_id: PersonId) -> str | None:
    """Return the sealed secret that a person is setting up, if any."""
    found = await redis.get(global_key("second-factor-offer", str(person_id)))
    return bytes(found).decode() if isinstance(found, bytes) else None


async def drop_offer(redis: Redis, person_id: PersonId) -> None:
    """Forget the secret that was being set up."""
    await redis.delete(global_key("second-factor-offer", str(person_id)))


async def save_question(redis: Redis, token: str, question: Question) -> None:
    """Remember for ten minutes whom a browser is to be asked about."""
    await redis.set(_question_key(token), msgspec.json.encode(question), ex=QUESTION)


async def question(redis: Redis, token: str) -> Question | None:
    """Return whom the browser with that token is asked about."""
    found = await redis.get(_question_key(token)) if token else None
    return msgspec.json.decode(found, type=Question) if found else None


async def take_question(redis: Redis, token: str) -> bool:
    """End a question; return whether it was still open. One is answered once."""
    return bool(await redis.delete(_question_key(token)))


async def _ask(database: Database, statement: TextClause, **given: object) -> bool:
    async with database.without_tenant() as connection:
        return bool((await connection.execute(statement, given)).scalar_one())


def _question_key(token: str) -> str:
    return hashed_key("second-factor-question", token)
