"""What the books hold of an account at Stripe, as facts that are laid beside Stripe's own."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, text

from invoiceflow.payments.domain.event import Topic
from invoiceflow.payments.domain.movement import MovementKind
from invoiceflow.payments.domain.payment import Kind
from invoiceflow.payments.domain.statement import Fact, Facts, Key, OwnBooks, What
from invoiceflow.runtime.database import Session

# All that has a name at Stripe, under what it is here, with the payment intent that it belongs to.
_ROWS = text(
    """
    WITH own AS (SELECT c.payment_id, c.payment_intent FROM charges c
      WHERE c.tenant_id = :tenant AND c.account = :account)
    SELECT p.kind, p.provider_id, p.amount_minor, p.currency, '' AS status, own.payment_intent
    FROM payments p JOIN own ON own.payment_id IN (p.id, p.of_id)
    WHERE p.tenant_id = :tenant AND p.provider_id <> ''
    UNION ALL
    SELECT m.kind, m.provider_id, m.amount_minor, m.currency, '', own.payment_intent
    FROM clearing_movements m JOIN own USING (payment_id) WHERE m.tenant_id = :tenant
    UNION ALL
    SELECT 'seen refund', r.provider_id, r.amount_minor, r.currency, r.state, own.payment_intent
    FROM refunds r JOIN own USING (payment_id) WHERE r.tenant_id = :tenant AND r.provider_id <> ''
    UNION ALL
    SELECT 'seen dispute', d.provider_id, d.amount_minor, d.currency, d.status, own.payment_intent
    FROM disputes d JOIN own USING (payment_id) WHERE d.tenant_id = :tenant
    UNION ALL
    SELECT 'seen payout', o.provider_id, o.amount_minor, o.currency, o.status, ''
    FROM payouts o WHERE o.tenant_id = :tenant AND o.account = :account
    """
)
_PARKED = text(
    "SELECT object_id FROM parked_objects WHERE tenant_id = :tenant AND account = :account AND topic = :topic"
)
_CLEARING = text(
    "SELECT currency, sum(amount_minor)::bigint FROM ledger_entries "
    "WHERE tenant_id = :tenant AND account = 'clearing' GROUP BY currency"
)
_MEANS: dict[str, tuple[What, ...]] = {
    Kind.PAYMENT: (What.CHARGE, What.CLEARED),
    Kind.REFUND: (What.CLEARED,),
    Kind.REFUND_FAILED: (What.CLEARED,),
    Kind.CHARGEBACK: (What.LOST,),
    Kind.CHARGEBACK_RETURNED: (What.LOST,),
    MovementKind.FEE: (What.FEE,),
    MovementKind.DISPUTE: (What.HELD,),
    MovementKind.PAYOUT: (What.PAID,),
    MovementKind.PAYOUT_RETURNED: (What.PAID,),
    "seen refund": (What.REFUND,),
    "seen dispute": (What.DISPUTE,),
    "seen payout": (What.PAYOUT,),
}

_SIGNS = {What.LOST: -1}
_OBJECTS = frozenset({What.CHARGE, What.REFUND, What.DISPUTE, What.PAYOUT})


async def own_books(session: Session, account: str) -> OwnBooks:
    """Return what the books hold of an account."""
    given = {"tenant": session.tenant_id, "account": account}
    facts = _facts(await session.execute(_ROWS, given))
    parked = await session.execute(_PARKED, given | {"topic": Topic.PAYMENT.value})
    return OwnBooks(facts, frozenset(each.payment for each in facts.values()), frozenset(parked.scalars()))


async def clearing(session: Session) -> Counter[str]:
    """Return what the ledger says that Stripe holds, by currency."""
    rows = await session.execute(_CLEARING, {"tenant": session.tenant_id})
    return Counter({row[0]: row[1] for row in rows})


def _facts(rows: Iterable[Row[Any]]) -> Facts:
    """Return a fact for each object: entries of one are added up, and those that come to nothing say nothing."""
    found: dict[Key, Fact] = {}
    for row in rows:
        for what in _MEANS[row.kind]:
            key, amount_minor = (what, row.provider_id), _SIGNS.get(what, 1) * row.amount_minor
            status = "succeeded" if what is What.CHARGE else row.status
            before = found[key].amount_minor if key in found else 0
            found[key] = Fact(before + amount_minor, row.currency, status, row.payment_intent)
    return {key: fact for key, fact in found.items() if fact.amount_minor or key[0] in _OBJECTS}
