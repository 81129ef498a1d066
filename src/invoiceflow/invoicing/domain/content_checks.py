"""What an invoice must say before it can be issued."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import localcontext

from invoiceflow.invoicing.domain.invoice import Content, Line, Party
from invoiceflow.kernel.currency import Currency, currency_of
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.errors import FieldError, Invalid
from invoiceflow.kernel.rounding import EXACT
from invoiceflow.tax.domain import requirements


class Incomplete(Invalid):
    """The draft lacks something that an invoice must carry; everything missing is named at once."""

    code = "invoice.incomplete"


def require_complete(
    content: Content, *, issued_on: date, due_on: date, seller: Party, buyer: Party | None
) -> None:
    """
    Let a draft pass that can be issued on a day.

    ``buyer`` is the client as a party, None where the draft has none.

    Raises:
        Incomplete: with every reason why it cannot.

    """
    errors = tuple(_problems(content, issued_on, due_on, seller, buyer))
    if errors:
        raise Incomplete(errors, "The invoice is not complete yet.")


def due_date(content: Content, issued_on: date) -> date:
    """Return when payment is due: on the day that was asked for, else after the payment days."""
    return content.due_on or issued_on + timedelta(days=content.payment_days)


def _problems(
    content: Content, issued_on: date, due_on: date, seller: Party, buyer: Party | None
) -> Iterator[FieldError]:
    if content.client_id is None or buyer is None:
        yield FieldError("invoice.client_missing", "/client_id", "Choose a client.")
    if not content.lines:
        yield FieldError("invoice.lines_missing", "/lines", "Add at least one line.")
    yield from _date_problems(content, issued_on, due_on)
    currency = currency_of(content.currency)
    for at, line in enumerate(content.lines):
        yield from _line_problems(line, currency, f"/lines/{at}")
    if buyer is not None:
        yield from requirements.missing_for(
            (line.tax.category for line in content.lines), seller, buyer
        ).errors


def _date_problems(content: Content, issued_on: date, due_on: date) -> Iterator[FieldError]:
    if due_on < issued_on:
        message = f"The due date must not be before the invoice date, {issued_on.isoformat()}."
        yield FieldError("invoice.due_before_issued", "/due_on", message)
    if content.service_from and content.service_to and content.service_to < content.service_from:
        message = "The service period must not end before it begins."
        yield FieldError("invoice.service_period", "/service_to", message)


def _line_problems(line: Line, currency: Currency, pointer: str) -> Iterator[FieldError]:
    if not line.description.strip():
        message = "Say what this line is for."
        yield FieldError("line.description_missing", f"{pointer}/description", message)
    if line.unit_price < 0:
        message = "A price is never negative. Make the quantity negative for a return."
        yield FieldError("line.price_negative", f"{pointer}/unit_price", message)
    if currency.exponent == 0 and _comes_out_uneven(line):
        message = f"{currency.decimals_rule} Choose a price with which the line comes out whole."
        yield FieldError("line.price_decimals", f"{pointer}/unit_price", message)


def _comes_out_uneven(line: Line) -> bool:
    # A price such as 0.5 a piece is fine where the pieces come out even; 3 at 33.5 is nearly always a slip,
    # and leaves a line that no longer follows from its quantity and price (Peppol R120). Hours may be
    # fractions.
    if "." not in plain(line.unit_price):
        return False
    with localcontext(EXACT):
        return "." in plain(line.quantity * line.unit_price)
