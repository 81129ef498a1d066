"""A member: a person in a tenant, with a role."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.kernel.ids import MemberId, PersonId
from invoiceflow.tenancy.domain.role import Role


@dataclass(frozen=True, slots=True)
class Member:
    """A person in this tenant, with their present name and address; ``created_at`` is when they joined."""

    id: MemberId
    person_id: PersonId
    name: str
    email: str
    role: Role
    created_at: datetime
