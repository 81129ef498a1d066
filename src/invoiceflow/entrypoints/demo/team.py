"""Who works in the demo tenant: persons whom every way to sign in knows, and how they became members."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from invoiceflow.entrypoints.demo import people
from invoiceflow.entrypoints.demo.people import DemoMember
from invoiceflow.identity import store as identity
from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.domain.way import EMAIL, Way
from invoiceflow.identity.store.identities import link_identity
from invoiceflow.kernel.actor import Mark, Person
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.database import Database, Session
from invoiceflow.tenancy.actions.accept_invitation import AcceptInvitation, accept_invitation
from invoiceflow.tenancy.actions.invite_member import InviteMember, invite_member
from invoiceflow.tenancy.domain.invitation import token_of
from invoiceflow.tenancy.domain.role import Role

GITHUB_IDS = 10**12
"""GitHub's ids are numbers of fewer digits than Google's subjects: its stand-in keeps the last twelve."""
BETWEEN = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Team:
    """The members by their roles; ``key`` is the secret that the tokens of invitations are made with."""

    persons: Mapping[Role, Person]
    key: bytes

    @property
    def owner(self) -> Person:
        """Return who opened the tenant."""
        return self.persons[Role.OWNER]

    async def join(self, database: Database, tenant_id: TenantId, at: datetime) -> None:
        """Let the owner invite all others, each of whom accepts two hours later."""
        for member in people.TEAM:
            invited = InviteMember(member.email, member.role, self.owner, self.key, at)
            async with database.as_tenant(tenant_id, by=mark_of(self.owner)) as session:
                invitation = await invite_member(session, invited)
            token, at = token_of(self.key, tenant_id, invitation.id, invitation.version), at + BETWEEN
            await accept_invitation(database, AcceptInvitation(token, self.persons[member.role], at))

    async def invite(self, session: Session, at: datetime) -> None:
        """Let the admin invite somebody who has not answered yet."""
        admin = self.persons[Role.ADMIN]
        command = InviteMember(people.INVITED, Role.ACCOUNTANT, admin, self.key, at)
        await invite_member(acting(session, admin), command)


async def team(database: Database, ways: Sequence[Way], key: bytes, at: datetime) -> Team:
    """Enter everybody as a person, whom each of the ways proves, and an email link too."""
    persons = {each.role: await _entered(database, each, ways, at) for each in (people.OWNER, *people.TEAM)}
    return Team(persons, key)


async def _entered(database: Database, member: DemoMember, ways: Sequence[Way], at: datetime) -> Person:
    first, *others = identities_of(member, ways)
    async with database.without_tenant() as connection:
        person_id = await identity.enter_person(connection, first, at)
        for other in others:
            await link_identity(connection, person_id, other, at)
    return Person(person_id, member.name, member.email, session_id="")


def identities_of(member: DemoMember, ways: Sequence[Way]) -> Iterator[Identity]:
    """Yield who a member is to each of the ways, and by email."""
    for way in ways:
        subject = str(int(member.subject) % GITHUB_IDS) if way.key == "github" else member.subject
        yield Identity(way.issuer, subject, member.email, member.name)
    yield Identity(EMAIL.issuer, member.email, member.email, member.name)


def mark_of(person: Person) -> Mark:
    """Return what audit entries know a person by."""
    return Mark("person", person.id)


def acting(session: Session, person: Person) -> Session:
    """Return the same transaction in a person's name."""
    return replace(session, by=mark_of(person))
