"""The balance of an account, and every movement on it with the fee it cost."""

from dataclasses import dataclass
from typing import Final

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.lists import PAGING, created_within, page
from invoiceflow.sandbox.stripe.ground.routes import Asked, Route
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.wire import Json

KIND: Final = "balance_transaction"
_PATH: Final = "/v1/balance_transactions"
_DAY: Final = 86_400
_AVAILABLE_DAYS: Final = 7
DISPUTE_FEE_MINOR: Final = 2_000


@dataclass(frozen=True, slots=True)
class Fee:
    """A share in parts per million, and an amount in minor units. All of these are made up."""

    ppm: int
    fixed_minor: int

    def on(self, amount_minor: int) -> int:
        """Return the fee on an amount, halves rounded up."""
        return (amount_minor * self.ppm + 500_000) // 1_000_000 + self.fixed_minor


_CARD_FEES: Final = {"eur": Fee(15_000, 25), "gbp": Fee(15_000, 20), "jpy": Fee(36_000, 0)}
_OTHER_CARD_FEE: Final = Fee(29_000, 30)
_DEBIT_FEE: Final = Fee(0, 35)
_CATEGORIES: Final = {"payment": "charge", "payment_refund": "refund", "adjustment": "dispute"}


def fee_of(method: str, amount_minor: int, currency: str) -> int:
    """Return what Stripe takes of a payment, never more than the payment."""
    fee = _DEBIT_FEE if method == "sepa_debit" else _CARD_FEES.get(currency, _OTHER_CARD_FEE)
    return min(amount_minor, fee.on(amount_minor))


def move(
    shelf: Shelf,
    kind: str,
    source: str,
    amount_minor: int,
    currency: str,
    fees: tuple[Json, ...] = (),
) -> Json:
    """
    Move the balance by a signed amount less its fees, and return the movement.

    Money of payments becomes available after a week; what is taken is taken at once.
    """
    fee = sum(each["amount"] for each in fees)
    pending = kind in ("charge", "payment")
    return shelf.put(
        {
            "id": new_id("txn"),
            "object": KIND,
            "amount": amount_minor,
            "available_on": shelf.at + (_AVAILABLE_DAYS * _DAY if pending else 0),
            "balance_type": "payments",
            "created": shelf.at,
            "currency": currency,
            "description": None,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": list(fees),
            "net": amount_minor - fee,
            "reporting_category": _CATEGORIES.get(kind, kind),
            "source": source,
            "status": "pending" if pending else "available",
            "type": kind,
        }
    )


def fee(
    amount_minor: int, currency: str, text: str, kind: str = "stripe_fee", application: str | None = None
) -> Json:
    """Return one line of a movement's fees."""
    return {
        "amount": amount_minor,
        "application": application,
        "currency": currency,
        "description": text,
        "type": kind,
    }


def available(shelf: Shelf) -> list[Json]:
    """Return the movements whose money can be paid out by now."""
    return [each for each in shelf.find(KIND) if each["available_on"] <= shelf.at]


def _balance(shelf: Shelf, _asked: Asked) -> Json:
    sums: dict[str, dict[str, int]] = {"available": {}, "pending": {}}
    for each in shelf.find(KIND):
        part = sums["available" if each["available_on"] <= shelf.at else "pending"]
        part[each["currency"]] = part.get(each["currency"], 0) + each["net"]
    currencies = sorted({*sums["available"], *sums["pending"]}) or ["eur"]
    parts = {
        name: [{"amount": part.get(each, 0), "currency": each} for each in currencies]
        for name, part in sums.items()
    }
    return {"object": "balance", "livemode": False, **parts}


def _list(shelf: Shelf, asked: Asked) -> Json:
    params = asked.params
    wanted = {name: params.text(name) for name in ("source", "type", "currency")}
    found = shelf.find(KIND, **{name: value for name, value in wanted.items() if value is not None})
    if "payout" in params:
        paid = shelf.hidden(params.need("payout")).get("movements", ())
        found = [each for each in found if each["id"] in paid]
    data = [_as_now(shelf, each) for each in created_within(found, params)]
    return page(data, params, _PATH)


def _as_now(shelf: Shelf, body: Json) -> Json:
    """Return a movement with the status that time has given it."""
    return body | {"status": "available" if body["available_on"] <= shelf.at else "pending"}


ROUTES: Final = (
    Route("GET", "/v1/balance", _balance),
    Route("GET", f"{_PATH}/{{id}}", lambda shelf, asked: _as_now(shelf, shelf.get(KIND, asked.id))),
    Route("GET", _PATH, _list, " ".join(("source type currency payout created", *PAGING))),
)
