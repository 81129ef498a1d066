"""
What is read again and again, kept in Redis for an hour; the database stays the truth.

The key names the tenant and the version of what it holds, which each request learns with its membership: a change is
seen as soon as it is committed, and an old value is never asked for again. Each value is sealed for its key: what
somebody else wrote, or what was copied from another tenant's key, counts as nothing.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Final, TypeVar

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.redis import tenant_key
from invoiceflow.runtime.secrets import derived

KEPT: Final = timedelta(hours=1)
SEAL_BYTES: Final = 32

Value = TypeVar("Value")

log = structlog.get_logger()


class Cache:
    """Values of tenants. Without Redis there are none, and nothing fails."""

    def __init__(self, redis: Redis, secret_key: str) -> None:
        self._redis = redis
        self._seal_key = derived(secret_key, "cache")

    async def get(self, tenant_id: TenantId, area: str, version: int, kind: type[Value]) -> Value | None:
        """Return what is kept of that version, or None."""
        key = tenant_key(tenant_id, area, str(version))
        try:
            found = await self._redis.get(key)
        except (RedisError, OSError):
            return None
        if not isinstance(found, bytes):
            return None
        seal, content = found[:SEAL_BYTES], found[SEAL_BYTES:]
        if not hmac.compare_digest(seal, self._seal(key, content)):
            log.error("cache.forged", area=area)
            return None
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.MsgspecError:  # written by another version of the program
            return None

    async def keep(self, tenant_id: TenantId, area: str, version: int, value: object) -> None:
        """Keep a value of that version."""
        key = tenant_key(tenant_id, area, str(version))
        content = msgspec.json.encode(value)
        try:
            await self._redis.set(key, self._seal(key, content) + content, ex=KEPT)
        except (RedisError, OSError) as error:
            log.warning("cache.away", error=type(error).__name__)

    def _seal(self, key: str, content: bytes) -> bytes:
        return hmac.digest(self._seal_key, key.encode() + b"\0" + content, hashlib.sha256)
