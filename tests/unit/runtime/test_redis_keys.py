"""Keys in Redis: each says whose it is, or it is not made."""

from uuid import UUID

import pytest

from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.redis import AREAS, global_key, tenant_key

TENANT = TenantId(UUID("018f2a00-0000-7000-8000-000000000001"))


def test_a_key_names_its_tenant() -> None:
    """Before all else."""
    assert tenant_key(TENANT, "live") == f"t:{TENANT}:live"


@pytest.mark.parametrize(
    ("tenant", "parts"),
    [
        (TenantId(UUID(int=0)), ("live",)),
        ("", ("live",)),
        (None, ("live",)),
        (TENANT, ()),
        (TENANT, ("",)),
        (TENANT, ("live", "")),
    ],
)
def test_a_key_without_a_tenant_is_not_made(tenant: TenantId, parts: tuple[str, ...]) -> None:
    """Nor one that says nothing of what it holds."""
    with pytest.raises(ValueError, match=r"names its tenant|badly formed"):
        tenant_key(tenant, *parts)


def test_what_is_nobodys_lies_in_a_listed_area() -> None:
    """So that no key of a tenant can pass for one."""
    assert global_key(min(AREAS), "x").endswith(":x")
    with pytest.raises(ValueError, match="AREAS"):
        global_key("tenants", "x")
