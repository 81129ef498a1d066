"""What happens in the demo tenant's year: the same for everyone who starts on the same day."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from invoiceflow.entrypoints.demo.people import CLIENTS, STUDIO, DemoClient
from invoiceflow.entrypoints.demo.work import ITEMS, DemoItem

MONTHS = 12
PER_MONTH = (7, 9, 8, 10, 11, 9, 8, 7, 10, 12, 11, 10)
SEED = 20261118


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """An item and how much of it; ``discount_percent`` as text."""

    item: DemoItem
    quantity: str
    discount_percent: str = "0"


@dataclass(frozen=True, slots=True)
class PlannedPayment:
    """``share`` of a hundred of what is open, on a day."""

    at: datetime
    share: int = 100
    method: str = "bank_transfer"


@dataclass(frozen=True, slots=True)
class PlannedInvoice:
    """One invoice and its fate. Instants that are None never come."""

    client: DemoClient
    lines: tuple[PlannedLine, ...]
    discount_percent: str
    issued_at: datetime
    sent_at: datetime | None = None
    viewed_at: datetime | None = None
    voided_at: datetime | None = None
    lost_at: datetime | None = None
    payments: tuple[PlannedPayment, ...] = field(default=())
    is_draft: bool = False


def invoices(now: datetime) -> Iterator[PlannedInvoice]:
    """Yield the year that ends at ``now``, in the order of issue, drafts last. Nothing lies in the future."""
    chance = random.Random(SEED)  # noqa: S311  # a story, no secret
    zone = ZoneInfo(STUDIO.time_zone)
    planned = []
    for back in range(MONTHS - 1, -1, -1):
        first = _month_before(now.astimezone(zone).date(), back)
        for _ in range(PER_MONTH[first.month - 1]):
            at = datetime.combine(first, time(9), zone) + timedelta(
                days=chance.randrange(28), minutes=chance.randrange(8 * 60)
            )
            if at < now - timedelta(hours=2):
                planned.append(at)
    for number, at in enumerate(sorted(planned)):
        yield _invoice(chance, at, now, number)
    for days in (1, 2, 4):
        yield _draft(chance, now - timedelta(days=days))


def _invoice(chance: random.Random, at: datetime, now: datetime, number: int) -> PlannedInvoice:
    client = chance.choices(CLIENTS, [each.weight for each in CLIENTS])[0]
    lines, discount = _lines(chance), chance.choices(("0", "2", "5"), (8, 1, 1))[0]
    if number % 31 == 17:
        return PlannedInvoice(client, lines, discount, at, voided_at=_past(at + timedelta(hours=3), now))
    sent = _past(at + timedelta(minutes=chance.randrange(2, 90)), now)
    viewed = _past(at + timedelta(hours=chance.randrange(3, 60)), now) if chance.random() < 0.9 else None
    if number == 9:
        return PlannedInvoice(
            client, lines, discount, at, sent, viewed, lost_at=_past(at + timedelta(days=150), now)
        )
    payments = _payments(chance, client, at, now)
    if not payments and number % 2 == 0:
        payments = _in_parts(max(at + timedelta(hours=20), now - timedelta(days=40)), now)
    return PlannedInvoice(client, lines, discount, at, sent, viewed, payments=payments)


def _draft(chance: random.Random, at: datetime) -> PlannedInvoice:
    return PlannedInvoice(chance.choice(CLIENTS), _lines(chance), "0", at, is_draft=True)


def _lines(chance: random.Random) -> tuple[PlannedLine, ...]:
    chosen = chance.sample(ITEMS, chance.choices((1, 2, 3, 4), (3, 4, 3, 1))[0])
    return tuple(
        PlannedLine(item, chance.choice(item.quantities), chance.choices(("0", "5", "10"), (8, 1, 1))[0])
        for item in chosen
    )


def _payments(
    chance: random.Random, client: DemoClient, at: datetime, now: datetime
) -> tuple[PlannedPayment, ...]:
    """Return when money came: mostly by the date, sometimes late, in two parts or not yet."""
    due = at + timedelta(days=client.payment_days)
    if chance.randrange(100) >= client.punctual:
        late = due + timedelta(days=chance.randrange(8, 75))
        return (PlannedPayment(late),) if late < now else ()
    paid = (
        due
        - timedelta(days=chance.randrange(client.payment_days + 1))
        + timedelta(hours=chance.randrange(1, 60))
    )
    if paid >= now:
        return ()
    if chance.random() < 0.15:
        return _in_parts(paid, now)
    return (PlannedPayment(paid, method=chance.choices(("bank_transfer", "card", "cash"), (20, 3, 1))[0]),)


def _in_parts(first: datetime, now: datetime) -> tuple[PlannedPayment, ...]:
    """Return forty of a hundred now and the rest six weeks later, if that is not ahead of us."""
    rest = first + timedelta(days=42)
    parts = (PlannedPayment(first, share=40), PlannedPayment(rest))
    return tuple(part for part in parts if part.at < now)


def _past(at: datetime, now: datetime) -> datetime | None:
    return at if at < now else None


def _month_before(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
