"""Make an API key."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from invoiceflow.audit.actions.record import Fact, record
from invoiceflow.kernel.errors import FieldError, Forbidden, Invalid, Refused
from invoiceflow.kernel.ids import ApiKeyId, PersonId
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.ids import new_id
from invoiceflow.tenancy.actions.require_member import require_member
from invoiceflow.tenancy.domain.api_key import BODY_BYTES, Grant, key_from
from invoiceflow.tenancy.domain.scope import FULL, SCOPES, may_hold, without_needless
from invoiceflow.tenancy.store import keys


class ScopeTooWide(Forbidden):
    """A key was to be allowed what its maker is not."""

    code = "api_key.scope_too_wide"


class AlreadyCreated(Refused):
    """The form has made its key, and its secret was shown then."""

    code = "api_key.already_created"


@dataclass(frozen=True, slots=True)
class CreateApiKey:
    """
    A key of the tenant, with scopes (domain/scope.py) and, where given, an end.

    ``maker`` is the member by whose right it is good: it may do no more than they, and ends when they may not make such
    a key any more. The command line has none. ``key_id`` is given by whoever may ask twice: the second time no key is
    made.
    """

    name: str
    actor: str
    at: datetime
    scopes: tuple[str, ...] = (FULL,)
    expires_at: datetime | None = None
    maker: PersonId | None = None
    key_id: ApiKeyId | None = None


async def create_api_key(session: Session, command: CreateApiKey) -> str:
    """
    Return the secret of a new key. It is shown this once: only its hash is stored.

    Raises:
        Invalid: no scope is given, or one that does not exist, or the end is past.
        NotYours: the maker is no member any more.
        ScopeTooWide: the maker may not do all that the key could, or may make none.
        AlreadyCreated: there is a key with that id.
    """
    grant = _checked(command)
    if command.maker is not None:
        await _require_reach(session, command.maker, grant)
    key, key_id = key_from(secrets.token_bytes(BODY_BYTES)), command.key_id or ApiKeyId(new_id(command.at))
    if not await keys.add_key(session, key_id, grant, key, command.at):
        raise AlreadyCreated("This form has made its key already. Its secret was shown then, and only then.")
    detail = {
        "name": command.name,
        "prefix": key.prefix,
        "made_by": command.actor,
        "scopes": ", ".join(grant.scopes),
        "expires_at": command.expires_at.isoformat() if command.expires_at else None,
    }
    await record(session, Fact(command.at, command.actor, "api_key.created", "api_key", key_id, dict(detail)))
    return key.secret


def scope_problems(names: Sequence[str]) -> tuple[FieldError, ...]:
    """Return what keeps these from being the scopes of a key."""
    unknown = [name for name in names if name not in SCOPES]
    if names and not unknown:
        return ()
    message = "Choose what the key may do." if not unknown else f"There is no scope {unknown[0][:40]}."
    return (FieldError("api_key.scope_unknown", "/scopes", message),)


def _checked(command: CreateApiKey) -> Grant:
    wrong = scope_problems(command.scopes)
    if wrong:
        raise Invalid(wrong)
    if command.expires_at is not None and command.expires_at <= command.at:
        raise Invalid.field("/expires", "api_key.expired", "Choose an end in the future.")
    return Grant(command.name, without_needless(command.scopes), command.expires_at, command.maker)


async def _require_reach(session: Session, maker: PersonId, grant: Grant) -> None:
    member = await require_member(session, maker, Permission.READ)
    if not may_hold(member.role, grant.scopes):
        raise ScopeTooWide("A key can do no more than the member who makes it. Choose fewer scopes.")
