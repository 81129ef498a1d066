"""Who acts: the one value that says for whom a request or job may speak."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoiceflow.kernel.ids import ApiKeyId, PersonId, TenantId
from invoiceflow.kernel.notation import ENGLISH, Notation
from invoiceflow.kernel.permission import Permission


@dataclass(frozen=True, slots=True)
class Person:
    """
    A signed-in person, before any tenant is chosen.

    Until ``elevated_until`` they may do what asks for a fresh proof of who they are. ``mark`` binds their forms to this
    sign-in.
    """

    id: PersonId
    name: str
    email: str
    session_id: str
    elevated_until: datetime | None = None
    mark: str = ""

    def elevated(self, at: datetime) -> bool:
        """Return whether the person proved themselves a short while ago."""
        return self.elevated_until is not None and at < self.elevated_until


@dataclass(frozen=True, slots=True)
class Mark:
    """
    What an audit entry knows its actor by, whatever they are called later.

    ``kind`` is ``person`` or ``api_key``, and empty where nobody is known: a client, the command line, a job.
    """

    kind: str = ""
    id: UUID | None = None


NOBODY = Mark()


@dataclass(frozen=True, slots=True)
class Actor:
    """
    A member or an API key, acting inside exactly one tenant.

    ``name`` is what audit entries show. ``settings_version`` rises with every change of the tenant's
    settings and is part of the key of everything cached about it. ``role`` is a member's, empty for a key.
    ``purge_after`` is set where the tenant is being deleted, and read-only until then. ``approval``
    says that the tenant asks for approval of drafts.

    ``locale`` (BCP 47) is how figures stand on the tenant's pages, ``notation`` how they stand in its forms.
    """

    tenant_id: TenantId
    tenant_slug: str
    tenant_name: str
    name: str
    permissions: frozenset[Permission]
    settings_version: int
    role: str = ""
    person_id: PersonId | None = None
    api_key_id: ApiKeyId | None = None
    purge_after: datetime | None = None
    locale: str = "en-GB"
    notation: Notation = ENGLISH
    approval: bool = False

    def may(self, permission: Permission) -> bool:
        """Return whether this actor has the permission."""
        return permission in self.permissions

    @property
    def mark(self) -> Mark:
        """Return what audit entries know this actor by."""
        if self.api_key_id is not None:
            return Mark("api_key", self.api_key_id)
        return Mark("person", self.person_id) if self.person_id is not None else NOBODY
