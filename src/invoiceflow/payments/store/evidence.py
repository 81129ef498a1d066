"""Evidence against disputes: written before Stripe is asked, and as Stripe answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from invoiceflow.payments.domain.evidence import REFUSED, Evidence
from invoiceflow.payments.tables import evidence
from invoiceflow.runtime.database import Session

_COLUMNS = [evidence.c[name] for name in Evidence.__dataclass_fields__]


async def add_evidence(session: Session, answer: Evidence) -> None:
    """Write down what is to be handed in. The database refuses a second one that Stripe has not refused."""
    values = {name: getattr(answer, name) for name in Evidence.__dataclass_fields__}
    values |= {"tenant_id": session.tenant_id, "changed_at": answer.requested_at}
    await session.execute(insert(evidence).values(values))


async def save_evidence(session: Session, answer: Evidence, at: datetime) -> None:
    """Write how it stands now."""
    await session.execute(
        update(evidence)
        .where(evidence.c.tenant_id == session.tenant_id, evidence.c.id == answer.id)
        .values(state=answer.state, file_id=answer.file_id, fault=answer.fault, changed_at=at)
    )


async def load_evidence(session: Session, evidence_id: UUID) -> Evidence:
    """Return evidence that is known to exist."""
    wanted = select(*_COLUMNS).where(evidence.c.tenant_id == session.tenant_id, evidence.c.id == evidence_id)
    return Evidence(*(await session.execute(wanted)).one())


async def newest_of(session: Session, dispute_id: UUID) -> Evidence | None:
    """Return the evidence of a dispute: what was handed in, else the newest that was refused; None without any."""
    wanted = (
        select(*_COLUMNS)
        .where(evidence.c.tenant_id == session.tenant_id, evidence.c.dispute_id == dispute_id)
        .order_by((evidence.c.state == REFUSED), evidence.c.requested_at.desc())
        .limit(1)
    )
    row = (await session.execute(wanted)).one_or_none()
    return Evidence(*row) if row else None
