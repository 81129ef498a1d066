"""Facts about tenants that other slices may react to."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TenantClosing:
    """A tenant is being deleted."""

    at: datetime


@dataclass(frozen=True, slots=True)
class TenantOpened:
    """A tenant was opened. ``country`` is ISO 3166-1 alpha-2, ``language`` an ISO 639 code, ``at`` an instant."""

    country: str
    currency: str
    language: str
    at: datetime
