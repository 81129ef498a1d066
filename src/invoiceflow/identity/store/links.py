"""Links that prove an address, and newcomers who must choose, in Redis under the hash of their secret."""

import msgspec
from redis.asyncio import Redis

from invoiceflow.identity.domain.link import LINK, SentLink
from invoiceflow.identity.domain.person import Newcomer
from invoiceflow.identity.domain.session import ATTEMPT
from invoiceflow.runtime.redis import hashed_key


async def save_link(redis: Redis, token: str, link: SentLink) -> None:
    """Remember a link that is on its way, for as long as it counts."""
    await redis.set(hashed_key("link", token), msgspec.json.encode(link), ex=LINK)


async def look_at_link(redis: Redis, token: str) -> SentLink | None:
    """Return a link that was sent; it can still be used."""
    found = await redis.get(hashed_key("link", token))
    return msgspec.json.decode(found, type=SentLink) if found else None


async def take_link(redis: Redis, token: str) -> SentLink | None:
    """Return a link that was sent, once."""
    found = await redis.getdel(hashed_key("link", token))
    return msgspec.json.decode(found, type=SentLink) if found else None


async def forget_link(redis: Redis, token: str) -> None:
    """Make a link worthless that never left."""
    await redis.delete(hashed_key("link", token))


async def note_change(redis: Redis, person_id: str, email: str) -> None:
    """Remember which address a person wants to be written to, for as long as the link that was sent there counts."""
    await redis.set(hashed_key("link", f"change of {person_id}"), msgspec.json.encode(email), ex=LINK)


async def pending_change(redis: Redis, person_id: str) -> str:
    """Return the address that a person has still to prove, or nothing."""
    found = await redis.get(hashed_key("link", f"change of {person_id}"))
    return msgspec.json.decode(found, type=str) if found else ""


async def forget_change(redis: Redis, person_id: str) -> None:
    """Forget the address: it is proven."""
    await redis.delete(hashed_key("link", f"change of {person_id}"))


async def save_newcomer(redis: Redis, token: str, newcomer: Newcomer) -> None:
    """Remember for ten minutes who may become a new person although their address is known."""
    await redis.set(hashed_key("newcomer", token), msgspec.json.encode(newcomer), ex=ATTEMPT)


async def take_newcomer(redis: Redis, token: str) -> Newcomer | None:
    """Return who may become a new person, once."""
    found = await redis.getdel(hashed_key("newcomer", token))
    return msgspec.json.decode(found, type=Newcomer) if found else None
