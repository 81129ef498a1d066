"""What a client can do about paying online, and what became of it, in the client's language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from invoiceflow.delivery.actions.choose_words import words_of
from invoiceflow.delivery.domain.words import Words
from invoiceflow.invoicing.domain.invoice import IssuedInvoice, Status
from invoiceflow.invoicing.queries.state import State
from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.money import Money
from invoiceflow.payments.domain.provider_amounts import is_chargeable, least_chargeable
from invoiceflow.payments.domain.saved_method import Consent, SavedMethod
from invoiceflow.payments.queries.online import Attempt, Offer
from invoiceflow.runtime import formats
from invoiceflow.runtime.clock import day_in
from invoiceflow.runtime.typed import read_amount, spelled_amount

CONSENT_VERSION: Final = "1"
"""Counts the texts of what clients agree to (``keep_consent`` in labels): whoever changes one raises it."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """Where a client comes from: the checkout that Stripe led back from, or a wrong ``amount``, if not None."""

    paid: str = ""
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """The field in which a client says how much they pay: as they typed it, and what is wrong with that."""

    value: str
    hint: str
    error: str
    currency: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a client lets the tenant charge later invoices to, and where they withdraw that."""

    note: str
    method_id: str
    forget_url: str


@dataclass(frozen=True, slots=True)
class Paying:
    """
    Paying online: where the button leads (empty: none), what is on its way, and what did not come.

    ``asked_minor`` is what the client is asked for, in whichever way: what is open and not on its way, in minor units.
    ``is_by_transfer``: Stripe takes no such amount, so that there is no button where a client may look for one.
    ``part`` is there where not all needs to be paid at once. ``waiting`` are amounts, each since when; ``failed`` says
    what a bank did not pay. ``consent`` is what a client may agree to who lets nothing be kept yet; ``kept`` is what
    they have agreed to.
    """

    asked_minor: int
    pay_url: str
    is_by_transfer: bool
    part: Part | None
    is_on_its_way: bool
    waiting: tuple[str, ...]
    failed: str
    live_url: str
    looks_again: bool
    consent: str
    consent_version: str
    kept: tuple[Kept, ...]


def paying_of(
    standing: State, invoice: IssuedInvoice, offer: Offer, zone: str, here: str, back: CameBack
) -> Paying:
    """
    Return what the client may do about paying online, by the days of a time zone.

    Whoever comes back from Stripe's page has paid or not: the books say which, and until then it is on its way. What
    is on its way is not asked for again.
    """
    is_due = standing.due_minor > 0 and standing.status is not Status.VOID
    came_back = any(str(each) == back.paid for each in offer.opened)
    waits = is_due and (came_back or bool(offer.waiting))
    asked_minor = max(0, standing.due_minor - offer.waiting_minor) if is_due and not came_back else 0
    is_asked = asked_minor > 0 and offer.is_offered
    may_pay = is_asked and is_chargeable(asked_minor, invoice.content.currency)
    said = _Said(words_of(invoice.content.language), invoice, zone)
    return Paying(
        asked_minor=asked_minor,
        pay_url=f"{here}/pay" if may_pay else "",
        is_by_transfer=is_asked and not may_pay,
        part=_part(invoice, offer, asked_minor, back.amount) if may_pay else None,
        is_on_its_way=waits,
        waiting=tuple(said.since(each) for each in offer.waiting) if waits else (),
        failed=said.failed(offer.failed) if is_due and offer.failed and not waits else "",
        live_url=f"{here}/live" if may_pay or waits else "",
        # Without scripts the page looks again by itself; a bank takes days, of which none looks every few seconds.
        looks_again=waits and not offer.waiting,
        consent=consent_of(invoice).words if may_pay and not offer.kept else "",
        consent_version=CONSENT_VERSION,
        kept=tuple(said.kept(each, f"{here}/forget") for each in offer.kept),
    )


def consent_of(invoice: IssuedInvoice) -> Consent:
    """Return what a client agrees to who lets a tenant keep what they pay with."""
    language = invoice.content.language
    words = words_of(language).keep_consent.format(seller=invoice.seller.name)
    return Consent(CONSENT_VERSION, language, words)


def read_part(text: str, invoice: IssuedInvoice) -> int:
    """Return an amount as the invoice's client writes one. Raises Invalid where it is none."""
    notation = formats.notation_of(invoice.content.language, invoice.seller.country)
    return read_amount(text, invoice.content.currency, notation)


def _part(invoice: IssuedInvoice, offer: Offer, payable_minor: int, typed: str | None) -> Part | None:
    currency = invoice.content.currency
    if offer.account is None:
        return None
    least_minor = offer.account.least_of(payable_minor, currency)
    if least_minor == payable_minor or not offer.account.takes(least_minor, payable_minor, currency):
        return None
    language, country = invoice.content.language, invoice.seller.country
    words, locale = words_of(language), formats.locale_of(language, country)
    least, most, wrong = (
        formats.format_money(Money(minor, currency), locale)
        for minor in (least_minor, payable_minor, _most_told(typed, invoice, payable_minor))
    )
    return Part(
        value=typed or spelled_amount(payable_minor, currency, formats.notation_of(language, country)),
        hint=words.pay_amount_hint.format(least=least, most=most),
        error=words.pay_amount_wrong.format(least=least, most=wrong) if typed is not None else "",
        currency=currency,
    )


def _most_told(typed: str | None, invoice: IssuedInvoice, payable_minor: int) -> int:
    """Return the most that is told to be allowed: of a part, to who typed one that leaves too little."""
    most_minor = payable_minor - least_chargeable(invoice.content.currency)
    try:
        amount_minor = read_part(typed or "", invoice)
    except Invalid:
        return payable_minor
    return most_minor if most_minor < amount_minor < payable_minor else payable_minor


@dataclass(frozen=True, slots=True)
class _Said:
    """Attempts in words."""

    words: Words
    invoice: IssuedInvoice
    zone: str

    def since(self, attempt: Attempt) -> str:
        return self.words.on_its_way_since.format(**self._facts(attempt))

    def failed(self, attempt: Attempt) -> str:
        return self.words.payment_failed_note.format(**self._facts(attempt))

    def kept(self, method: SavedMethod, forget_url: str) -> Kept:
        facts = {"method": method.instrument, "date": self._date(method.agreed_at)}
        return Kept(self.words.kept_note.format(**facts), str(method.id), forget_url)

    def _facts(self, attempt: Attempt) -> dict[str, str]:
        money = Money(attempt.amount_minor, self.invoice.content.currency)
        return {"amount": formats.format_money(money, self._locale), "date": self._date(attempt.at)}

    def _date(self, at: datetime) -> str:
        return formats.format_date(day_in(self.zone, at), self._locale)

    @property
    def _locale(self) -> str:
        return formats.locale_of(self.invoice.content.language, self.invoice.seller.country)
