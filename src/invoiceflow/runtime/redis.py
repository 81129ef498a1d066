"""Redis, and the keys in it. A key of a tenant always names the tenant; there is no other way to build one."""

from redis.asyncio import Redis

from invoiceflow.kernel.ids import TenantId


def connect(url: str) -> Redis:
    """Return a client whose commands give up after two seconds rather than hang a page."""
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, health_check_interval=30)


def tenant_key(tenant_id: TenantId, *parts: str) -> str:
    """Return the key of something that belongs to one tenant: ``t:<tenant>:<parts>``."""
    return ":".join(("t", str(tenant_id), *parts))


def global_key(area: str, *parts: str) -> str:
    """Return the key of something that belongs to no tenant: sessions and attempts to sign in."""
    return ":".join(("g", area, *parts))
