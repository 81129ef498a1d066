"""What a draft must say before it can be issued."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from invoiceflow.invoicing.domain.content_checks import Incomplete, due_date, require_complete
from invoiceflow.invoicing.domain.invoice import Content, Line, Party
from invoiceflow.kernel.ids import ClientId, LineId
from invoiceflow.tax.domain.category import TaxCategory, TaxKey

TODAY = date(2026, 11, 23)
SELLER = Party(name="Ada Lindqvist", country="DE", vat_id="DE136695976")
BUYER = Party(name="Nordlicht", country="DE")
LINE = Line(
    id=LineId(UUID(int=1)),
    description="Design",
    quantity=Decimal(2),
    unit_price=Decimal(80),
    tax=TaxKey.of(Decimal(19)),
)
DRAFT = Content(client_id=ClientId(UUID(int=2)), currency="EUR", language="en", lines=(LINE,))


def _codes(
    content: Content,
    *,
    issued_on: date = TODAY,
    due_on: date = TODAY,
    seller: Party = SELLER,
    buyer: Party | None = BUYER,
) -> list[tuple[str, str]]:
    try:
        require_complete(content, issued_on=issued_on, due_on=due_on, seller=seller, buyer=buyer)
    except Incomplete as refusal:
        return [(error.code, error.pointer) for error in refusal.errors]
    return []


def test_a_plain_draft_can_be_issued() -> None:
    """A client, a line and a due date are enough."""
    assert _codes(DRAFT) == []


def test_everything_missing_is_named_at_once() -> None:
    """An empty draft with an impossible due date is told all of it in one answer."""
    empty = replace(DRAFT, client_id=None, lines=())
    assert _codes(empty, due_on=date(2026, 11, 22), buyer=None) == [
        ("invoice.client_missing", "/client_id"),
        ("invoice.lines_missing", "/lines"),
        ("invoice.due_before_issued", "/due_on"),
    ]


@pytest.mark.parametrize("description", ["", " ", "\t\n", "\u00a0"])
def test_each_line_says_what_it_is_for(description: str) -> None:
    """A blank description is named with its line."""
    draft = replace(DRAFT, lines=(LINE, replace(LINE, description=description)))
    assert _codes(draft) == [("line.description_missing", "/lines/1/description")]


def test_a_return_is_a_negative_quantity_never_a_negative_price() -> None:
    """A negative quantity can be issued, a negative price cannot (EN 16931 BR-27)."""
    assert _codes(replace(DRAFT, lines=(replace(LINE, quantity=Decimal(-1)),))) == []
    dear = replace(DRAFT, lines=(replace(LINE, unit_price=Decimal(-1)),))
    assert _codes(dear) == [("line.price_negative", "/lines/0/unit_price")]


def test_a_service_period_runs_forwards() -> None:
    """A period that ends before it begins is refused; one day is a period."""
    assert _codes(replace(DRAFT, service_from=TODAY, service_to=TODAY)) == []
    backwards = replace(DRAFT, service_from=TODAY, service_to=date(2026, 11, 1))
    assert _codes(backwards) == [("invoice.service_period", "/service_to")]


@pytest.mark.parametrize(
    ("currency", "quantity", "unit_price", "can_be_issued"),
    [
        pytest.param("JPY", "3", "33.5", False, id="uneven-yen"),
        pytest.param("JPY", "2", "33.5", True, id="comes-out-even"),
        pytest.param("JPY", "1.5", "1001", True, id="hours-may-be-fractions"),
        pytest.param("JPY", "3", "33.00", True, id="zeros-are-no-decimals"),
        pytest.param("EUR", "7", "0.155", True, id="prices-in-euro-may-have-any-decimals"),
        pytest.param("KWD", "1", "0.1234", True, id="prices-in-dinar-may-have-any-decimals"),
    ],
)
def test_uneven_prices_in_a_currency_without_decimals(
    currency: str, quantity: str, unit_price: str, *, can_be_issued: bool
) -> None:
    """Where the currency has no decimals, a price with some must come out whole."""
    line = replace(LINE, quantity=Decimal(quantity), unit_price=Decimal(unit_price))
    expected = [] if can_be_issued else [("line.price_decimals", "/lines/0/unit_price")]
    assert _codes(replace(DRAFT, currency=currency, lines=(line,))) == expected


def test_treatments_ask_for_their_tax_ids() -> None:
    """A reverse charge within the Union is not issued to a client without any tax id."""
    line = replace(LINE, tax=TaxKey(TaxCategory.REVERSE_CHARGE, Decimal(0)))
    draft = replace(DRAFT, lines=(line,))
    assert _codes(draft) == [("tax.id_missing", "/client/vat_id")]
    assert _codes(draft, buyer=replace(BUYER, vat_id="FR23334175221")) == []


def test_a_seller_without_tax_id_can_charge_tax() -> None:
    """A missing id of the seller warns elsewhere; it does not stop a domestic invoice."""
    assert _codes(DRAFT, seller=Party(name="New", country="DE")) == []


def test_payment_is_due_when_asked_or_after_the_payment_days() -> None:
    """The due date of the draft wins; without one the payment days count from the invoice date."""
    assert due_date(DRAFT, TODAY) == date(2026, 12, 7)
    assert due_date(replace(DRAFT, due_on=TODAY), TODAY) == TODAY
