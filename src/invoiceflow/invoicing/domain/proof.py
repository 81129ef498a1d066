"""
Proof that an invoice's rows still say what its lines come to, and what was issued.

Pure: compares what is stored with what is computed anew, and says each difference in a sentence.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from invoiceflow.invoicing.domain.invoice import Status
from invoiceflow.invoicing.domain.settlement import status_by_payment
from invoiceflow.invoicing.domain.totals import Totals
from invoiceflow.kernel.decimals import plain

TaxRow = tuple[str, Decimal, int, int]
"""Category, rate in percent, base and tax in minor units."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the rows of a draft or invoice say. ``amounts`` are named as their columns."""

    status: Status
    is_voided: bool
    number: str | None
    seq: int | None
    paid_minor: int
    amounts: Mapping[str, int]
    line_nets_minor: tuple[int, ...]
    taxes: frozenset[TaxRow]
    content_hash: bytes | None


def differences(stored: Stored, totals: Totals, content_hash: bytes | None) -> Iterator[str]:
    """Yield what differs between the rows and what they come to; ``content_hash`` is None for a draft."""
    yield from _amounts(stored, totals)
    yield from _taxes(stored, totals)
    if stored.content_hash != content_hash:
        yield "what it says is not what was issued: its content hash differs"
    if stored.number is not None and str(stored.seq) not in stored.number:
        yield f"its number does not carry its place {stored.seq} in the series"
    expected = _status(stored)
    if stored.status is not expected:
        yield f"its status is {stored.status}, its money says {expected}"


def _amounts(stored: Stored, totals: Totals) -> Iterator[str]:
    computed = {
        "lines_minor": totals.lines_minor,
        "total_discount_minor": totals.discount_minor,
        "total_charge_minor": totals.charge_minor,
        "net_minor": totals.net_minor,
        "tax_minor": totals.tax_minor,
        "rounding_minor": totals.rounding_minor,
        "total_minor": totals.total_minor,
    }
    for name, amount_minor in computed.items():
        if stored.amounts[name] != amount_minor:
            yield f"{name} is {stored.amounts[name]}, its lines come to {amount_minor}"
    for at, (net_minor, line) in enumerate(zip(stored.line_nets_minor, totals.lines, strict=True), start=1):
        if net_minor != line.net_minor:
            yield f"line {at} says net_minor {net_minor}, it comes to {line.net_minor}"


def _taxes(stored: Stored, totals: Totals) -> Iterator[str]:
    computed: frozenset[TaxRow] = frozenset(
        (group.category.value, group.rate_percent, group.base_minor, group.tax_minor)
        for group in totals.taxes
    )
    for category, rate, base_minor, tax_minor in sorted(stored.taxes - computed):
        yield f"its tax table says {category} {plain(rate)} %: {tax_minor} on {base_minor}, its lines do not"
    for category, rate, base_minor, tax_minor in sorted(computed - stored.taxes):
        yield f"its tax table lacks {category} {plain(rate)} %: {tax_minor} on {base_minor}"


def _status(stored: Stored) -> Status:
    """Return the status that follows from the number, the money and the instant of voiding."""
    if stored.number is None:
        return Status.DRAFT
    if stored.is_voided:
        return Status.VOID
    by_payment = status_by_payment(stored.amounts["total_minor"], stored.paid_minor)
    # That money is given up on is somebody's word, as long as some is due.
    given_up = stored.status is Status.UNCOLLECTIBLE and by_payment is not Status.PAID
    return Status.UNCOLLECTIBLE if given_up else by_payment
