"""What an invoice says at Stripe: lines that come to its total, or nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given

from golden import Amounts
from invoiceflow.invoicing.domain.invoice import Line, Party
from invoiceflow.invoicing.domain.line_totals import LineAmounts
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.kernel.errors import Invalid
from invoiceflow.payments.domain.mirror import AT_LEAST, DiffersAtStripe, Mirror, require_same
from invoiceflow.payments.domain.seen import SeenMirror, SeenSession, SessionStatus
from invoiceflow.pdf.actions.list_entries import list_entries
from invoices import INVOICES
from paper_builders import a_content, a_line, an_invoice

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PAGE = SeenSession(
    id="in_1",
    checkout_id=UUID(int=1),
    status=SessionStatus.OPEN,
    is_paid=False,
    has_failed=False,
    amount_minor=11900,
    currency="EUR",
    payment_intent="",
    url="https://invoice.example/in_1",
    expires_at=None,
)
SEEN = SeenMirror(PAGE, 11900, is_payable=True)


def entries_of(*, prices_include_tax: bool) -> list[tuple[str, int]]:
    """Return what stands on a mirror of 2 x 100.00 at 19 % and 1 x 50.00 at 7 %, ten percent off, 5.00 put on."""
    lines = (a_line("Beratung", "2", "100", unit="Std."), a_line("Buch", "1", "50", "7"))
    content = a_content(
        lines,
        discount_percent=Decimal(10),
        charge_minor=5_00,
        prices_include_tax=prices_include_tax,
    )
    return [(each.text, each.amount_minor) for each in list_entries(an_invoice(content))]


def test_taxes_stand_below_net_lines() -> None:
    """250.00 less 25.00 and 5.00 more, shared out by rate: 184.00 at 19 % and 46.00 at 7 %."""
    assert entries_of(prices_include_tax=False) == [
        ("Beratung (2 Std.)", 200_00),
        ("Buch (1)", 50_00),
        ("Rabatt 10\xa0%", -25_00),
        ("Zuschlag", 5_00),
        ("19\xa0% USt. auf 184,00\xa0€", 34_96),
        ("7\xa0% USt. auf 46,00\xa0€", 3_22),
    ]


def test_no_tax_stands_below_lines_that_include_it() -> None:
    """As on the document: what was typed, less ten percent of it, and 5.00 more."""
    assert entries_of(prices_include_tax=True) == [
        ("Beratung (2 Std.)", 200_00),
        ("Buch (1)", 50_00),
        ("Rabatt 10\xa0%", -25_00),
        ("Zuschlag", 5_00),
    ]


@given(INVOICES)
def test_the_entries_come_to_the_total(amounts: Amounts) -> None:
    """Whatever is sold, taken off and put on: nothing is left over, and the discount is the document's own."""
    lines = tuple(_line(each) for each in amounts.lines)
    content = a_content(
        lines,
        currency=amounts.currency,
        prices_include_tax=amounts.prices_include_tax,
        discount_percent=amounts.discount_percent,
        discount_minor=amounts.discount_minor,
        charge_minor=amounts.charge_minor,
    )
    try:
        totals = totals_of(content)
    except Invalid:
        return
    entries = list_entries(an_invoice(content, totals=totals))
    assert sum(each.amount_minor for each in entries) == totals.total_minor
    if not amounts.prices_include_tax and totals.discount_minor:
        assert entries[len(lines)].amount_minor == -totals.discount_minor


def _line(amounts: LineAmounts) -> Line:
    return replace(
        a_line(),
        quantity=amounts.quantity,
        unit_price=amounts.unit_price,
        tax=amounts.tax,
        discount_percent=amounts.discount_percent,
        discount_minor=amounts.discount_minor,
        charge_minor=amounts.charge_minor,
    )


@pytest.mark.parametrize(
    ("other", "due_minor"),
    [
        ({"amount_minor": 11901}, 11901),
        ({"currency": "USD"}, 11900),
        ({}, 10900),
        ({"amount_minor": 12000}, 11900),
    ],
    ids=["total", "currency", "credit", "tax and credit"],
)
def test_what_differs_is_refused(other: dict[str, object], due_minor: int) -> None:
    """A cent more, another currency, a credit set off, or two wrongs that come to the same due."""
    seen = SeenMirror(replace(PAGE, **other), due_minor, is_payable=True)  # type: ignore[arg-type]  # fields of the page
    with pytest.raises(DiffersAtStripe):
        require_same(seen, 11900, "EUR")
    require_same(SEEN, 11900, "EUR")


def test_a_mirror_is_never_due_in_the_past() -> None:
    """Stripe takes no such day: an invoice that is overdue already is due there a day after it was made."""
    party = Party(name="Client", country="DE")
    mirror = Mirror(None, party, (), due_on=date(2026, 12, 2), note="")
    assert mirror.due_at(NOW).date() == date(2026, 12, 2)
    late = NOW + timedelta(days=60)
    assert mirror.due_at(late) == late + AT_LEAST
