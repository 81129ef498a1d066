"""Tell whoever asked for an export that it is ready."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from invoiceflow.identity.actions.write_letter import Letter, Postbox
from invoiceflow.kernel.ids import ExportId, TenantId
from invoiceflow.kernel.permission import Permission
from invoiceflow.reporting import store
from invoiceflow.reporting.domain.export import Export, ExportState
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.formats import format_date
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.tenancy.domain.member import Member
from invoiceflow.tenancy.domain.role import PERMISSIONS
from invoiceflow.tenancy.domain.tenant import Tenant

TELL_EXPORT: Final = "reporting.tell_export"
"""The job that writes to whoever asked."""

LONGEST_NAME = 80
LOCALE = "en-GB"


@dataclass(frozen=True, slots=True)
class TellExport:
    """One attempt to tell of one export."""

    tenant_id: TenantId
    export_id: ExportId
    at: datetime


async def tell_export(database: Database, postbox: Postbox, command: TellExport) -> None:
    """
    Write to who asked, once, unless the file is gone or they may not have it any more.

    The letter leads to the page, which asks who it is: nothing in it opens the file.

    Raises:
        LetterDelayed: it did not leave now; the job is to be tried again.
    """
    async with database.as_tenant(command.tenant_id) as session:
        export = await store.load_export(session, command.export_id)
        if export is None or not _is_news(export, command.at):
            return
        tenant, members = await tenancy.own_tenant(session), await tenancy.members(session)
    to = next((member for member in members if _may_have(member, export)), None)
    if to is None:
        return
    letter = _letter(export, tenant, postbox.base_url)
    await postbox.post(letter, to=to.email, at=command.at, key=f"export.{export.id}")
    async with database.as_tenant(command.tenant_id) as session:
        await store.note_told(session, export.id, command.at)


def _is_news(export: Export, at: datetime) -> bool:
    """Return whether there is a file that nobody was told of; a newer one takes the place of an older."""
    can_be_had = export.expires_at is not None and export.expires_at > at
    return export.state is ExportState.READY and can_be_had and export.told_at is None


def _may_have(member: Member, export: Export) -> bool:
    return member.person_id == export.requester_id and Permission.EXPORT_DATA in PERMISSIONS[member.role]


def _letter(export: Export, tenant: Tenant, base_url: str) -> Letter:
    name = " ".join(tenant.profile.name.split())[:LONGEST_NAME]
    until = (
        format_date(day_in(tenant.profile.time_zone, export.expires_at), LOCALE) if export.expires_at else ""
    )
    return Letter(
        subject=f"The export of {name} is ready",
        paragraphs=(f"Everything that {name} has is in one file. It can be downloaded until {until}.",),
        notes=("You get this email since you asked for the export. Downloading asks you to sign in.",),
        button="Go to the export",
        url=f"{base_url.rstrip('/')}/app/{tenant.slug}/settings/data",
    )
