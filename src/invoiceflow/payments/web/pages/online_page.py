"""What ``/app/{tenant}/settings/online`` shows: how the account at Stripe stands, in finished strings."""

from dataclasses import dataclass
from typing import Final

from litestar import Response

from invoiceflow.kernel.actor import Actor
from invoiceflow.payments.domain.mirror import Way
from invoiceflow.payments.domain.payment_account import PaymentAccount
from invoiceflow.payments.domain.payout import Payout
from invoiceflow.payments.queries import online
from invoiceflow.payments.web.pages import words
from invoiceflow.runtime.typed import spelled_amount
from invoiceflow.tenancy import queries as tenancy
from invoiceflow.web.acting import home, transaction
from invoiceflow.web.frame import page
from invoiceflow.web.given import Request, TheDatabase, TheSettings
from invoiceflow.web.guards import actor_of
from invoiceflow.web.places import Place, places
from invoiceflow.web.visit import visit_in
from invoiceflow.web.when import long_day, moment

LABEL = "Online payments"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that could not be applied, in finished strings."""

    name: str
    reason: str
    tried: str


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to which amount in a currency payments that are called fraud go back by themselves; nothing is off."""

    currency: str
    typed: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A payout in finished strings: "Paid out 23 Nov 2026", its amount, what it consists of, how far it is."""

    title: str
    amount: str
    note: str


@dataclass(frozen=True, slots=True)
class OnlinePage:
    """
    The whole page. ``state`` is ``off`` (no key for Stripe is set here), ``none``, ``asked`` or ``ready``.

    ``is_own``: all is collected on the account of whoever runs this installation.
    ``requirements`` are what Stripe still asks for. ``way`` is on which of its pages clients pay all at once. ``least``
    is the smallest part that clients may pay, empty where they pay all at once; ``error`` what is wrong with it.
    """

    places: tuple[Place, ...]
    state: str
    is_own: bool
    url: str
    account: str
    confirmed: str
    requirements: tuple[str, ...]
    parked: tuple[Waiting, ...]
    payouts: tuple[Sent, ...]
    way: str
    currency: str
    least: str
    limits: tuple[Limit, ...]
    error: str = ""


async def page_of(request: Request, database: TheDatabase, settings: TheSettings) -> OnlinePage:
    """Return the page as everything stands now."""
    async with transaction(request, database) as session:
        account = await online.own_account(session)
        parked, payouts = await online.parked(session), await online.latest_payouts(session)
        limits = await online.fraud_limits_by_currency(session)
        profile = (await tenancy.own_tenant(session)).profile
    at, zone, actor = visit_in(request.scope).at, profile.time_zone, actor_of(request)
    least_minor = account.least_part_minor if account else 0
    currency = (account.least_part_currency if account else "") or profile.currency
    return OnlinePage(
        places=places(actor_of(request), LABEL),
        state=_state(account, is_on=bool(settings.stripe_secret_key)),
        is_own=settings.stripe_is_own,
        url=f"{home(request)}/settings/online",
        account=account.account if account else "",
        confirmed=moment(account.confirmed_at, zone, at) if account and account.confirmed_at else "",
        requirements=tuple(map(_in_words, account.requirements)) if account else (),
        parked=tuple(
            Waiting(each.object_id, each.reason, moment(each.tried_at, zone, at)) for each in parked
        ),
        payouts=tuple(_sent(each, actor) for each in payouts),
        way=(account.way if account else Way.CHECKOUT).value,
        currency=currency,
        limits=tuple(_limit(actor, *each) for each in limits.items()),
        least=spelled_amount(least_minor, currency, actor.notation) if least_minor else "",
    )


def shown(request: Request, model: OnlinePage, status: int = 200) -> Response[str]:
    """Answer with the page."""
    return page(
        request, "payments/online.html", title="Settings", current="Settings", status=status, page=model
    )


def _limit(actor: Actor, currency: str, minor: int | None) -> Limit:
    return Limit(currency, "" if minor is None else spelled_amount(minor, currency, actor.notation))


def _state(account: PaymentAccount | None, *, is_on: bool) -> str:
    if not is_on:
        return "off"
    if account is None:
        return "none"
    return "ready" if account.is_ready else "asked"


def _sent(payout: Payout, actor: Actor) -> Sent:
    many = "1 payment" if payout.payments == 1 else f"{payout.payments} payments"
    return Sent(
        title=_PAYOUTS.get(payout.status, _ON_ITS_WAY).format(day=long_day(payout.arrives_on)),
        amount=words.money(payout.amount_minor, payout.currency, actor.locale),
        note=many if payout.payments else "Stripe names no payment of your invoices in it",
    )


_ON_ITS_WAY: Final = "On its way to your bank, expected {day}"
_PAYOUTS: Final = {
    "paid": "Paid out {day}",
    "failed": "Came back from your bank",
    "canceled": "Called off at Stripe",
}


_SHORT: Final = {
    "dob": "date of birth",
    "iban": "IBAN",
    "id": "ID",
    "mcc": "kind of business",
    "ssn": "SSN",
    "tos": "terms of service",
    "url": "web address",
    "vat": "VAT",
}


def _in_words(requirement: str) -> str:
    """Return Stripe's name for what it asks for, as people read it: "person_1A.id_number" is "Person: ID number"."""
    parts = [part.split("_") for part in requirement.split(".")]
    words = [["person"] if part[0] == "person" and len(part) > 1 else part for part in parts]
    said = ": ".join(" ".join(_SHORT.get(word, word) for word in part) for part in words)
    return said[:1].upper() + said[1:]
