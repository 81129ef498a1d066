"""What an invoice usually says and a draft would not. It is said before sealing, and forbids nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

from invoiceflow.invoicing.domain.invoice import Bank, Content, Party
from invoiceflow.kernel.errors import FieldError
from invoiceflow.tax.domain import requirements

_FAR = timedelta(days=366)


def advice_on(
    content: Content, *, seller: Party, buyer: Party | None, bank: Bank, today: date
) -> tuple[FieldError, ...]:
    """
    Return each part that is missing and each date that looks like a slip, under a pointer of its own; none before
    a client is chosen.

    Tax law asks for both addresses (EN 16931 BT-35 to BT-40 and BT-50 to BT-55; § 14 UStG), whatever the sum.
    """
    if buyer is None:
        return ()
    categories = (line.tax.category for line in content.lines)
    return (
        *_seller_address(seller),
        *requirements.missing_for(categories, seller, buyer).warnings,
        *_client_address(buyer),
        *_bank(content, bank),
        *_dates(content, today),
    )


def _seller_address(seller: Party) -> Iterator[FieldError]:
    if lacks := _lacks(seller):
        message = f"An invoice usually names your whole address. Add the {lacks} in the settings."
        yield FieldError("invoice.seller_address", "/seller/street", message)


def _client_address(buyer: Party) -> Iterator[FieldError]:
    if lacks := _lacks(buyer):
        message = f"An invoice usually names the client's whole address. Add the {lacks} to the client."
        yield FieldError("invoice.client_address", "/client/street", message)


def _bank(content: Content, bank: Bank) -> Iterator[FieldError]:
    # Terms and notes may name an account or another way to pay; nobody but people can read that.
    if not (bank.iban or content.terms.strip() or content.notes.strip()):
        message = "The invoice names no way to pay. Add your IBAN in the settings, or write how to pay into the terms."
        yield FieldError("invoice.no_way_to_pay", "/seller/iban", message)


def _dates(content: Content, today: date) -> Iterator[FieldError]:
    dates = {
        "/issued_on": ("invoice date", content.issued_on),
        "/due_on": ("due date", content.due_on),
        "/service_from": ("first day of the service", content.service_from),
        "/service_to": ("last day of the service", content.service_to),
    }
    for pointer, (name, day) in dates.items():
        if day is not None and abs(day - today) > _FAR:
            message = (
                f"The {name}, {day.isoformat()}, is more than a year from today. It is final once issued."
            )
            yield FieldError("invoice.date_far", pointer, message)


def _lacks(party: Party) -> str:
    # Postcodes and regions are not everywhere; a street and a town are.
    parts = (("street", party.street), ("town", party.city))
    return " and ".join(name for name, value in parts if not value.strip())
