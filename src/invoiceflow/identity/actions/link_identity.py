"""Let another identity prove the signed-in person, or no more; and write to them at another address."""

from dataclasses import dataclass
from datetime import datetime

from invoiceflow.identity.actions.notify_person import notify_person
from invoiceflow.identity.actions.prove import Desk, Proven
from invoiceflow.identity.actions.spread_facts import queue_spreading, tell_sessions
from invoiceflow.identity.actions.write_notices import email_changed, way_added, way_taken
from invoiceflow.identity.domain.person import Unlinking
from invoiceflow.identity.domain.way import EMAIL
from invoiceflow.identity.store import identities, links
from invoiceflow.kernel.actor import Person
from invoiceflow.kernel.errors import Refused


class IdentityTaken(Refused):
    """The identity signs somebody else in."""

    code = "identity.taken"


class NotYours(Refused):
    """The proof was begun by somebody else than who is signed in now."""

    code = "identity.not_yours"


class LastIdentity(Refused):
    """Without it the person could not sign in any more."""

    code = "identity.last"


@dataclass(frozen=True, slots=True)
class Unlink:
    """Which identity is to sign a person in no more, and when. ``way_name`` is for the notice."""

    issuer: str
    subject: str
    way_name: str
    at: datetime


async def link_identity(desk: Desk, person: Person, proven: Proven) -> None:
    """
    Let a proven identity sign this person in from now on, and write to them that it does.

    Raises:
        NotYours: somebody else began it.
        IdentityTaken: it signs somebody else in.
    """
    _require_own(person, proven)
    async with desk.database.without_tenant() as connection:
        holder = await identities.link_identity(connection, person.id, proven.identity, proven.at)
        if holder != person.id:
            raise IdentityTaken(f"This {_named(proven.way.name)} signs somebody else in. Nothing was linked.")
        letter = way_added(proven.identity.email, proven.way.name)
        await notify_person(connection, person.id, letter, proven.at)


async def unlink_identity(desk: Desk, person: Person, command: Unlink, *, email_offered: bool) -> bool:
    """
    Let an identity sign this person in no more, and return whether it did before. Nobody is told of one that did not.

    Raises:
        LastIdentity: no other is left whose way is offered here.
    """
    offered = [each.way.issuer for each in desk.providers.values()]
    offered += [EMAIL.issuer] if email_offered else []
    async with desk.database.without_tenant() as connection:
        outcome = await identities.unlink_identity(
            connection, person.id, command.issuer, command.subject, offered=offered
        )
        if outcome is Unlinking.LAST:
            raise LastIdentity("This is your last way to sign in. Link another one first.")
        if outcome is Unlinking.TAKEN:
            await notify_person(connection, person.id, way_taken(command.way_name), command.at)
    return outcome is Unlinking.TAKEN


async def change_email(desk: Desk, person: Person, proven: Proven) -> None:
    """
    Write to this person at the proven address from now on, and tell them so at the former one.

    Raises:
        NotYours: somebody else began it.
    """
    _require_own(person, proven)
    email = proven.identity.email
    async with desk.database.without_tenant() as connection:
        former = await identities.change_email(connection, person.id, email)
        await queue_spreading(connection, person.id)
        await notify_person(connection, person.id, email_changed(email), proven.at, to=former)
    await links.forget_change(desk.redis, str(person.id))
    await tell_sessions(desk, person.id)  # the job does it as well; this is for the next click


def _require_own(person: Person, proven: Proven) -> None:
    if proven.person_id != str(person.id):
        raise NotYours("This was begun by somebody else. Nothing was changed. Start again.")


def _named(way: str) -> str:
    return "address" if way == EMAIL.name else f"identity at {way}"
