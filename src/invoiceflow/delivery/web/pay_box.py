"""What a client can do about paying online, and what became of it, in the client's language."""

from dataclasses import dataclass

from invoiceflow.delivery.actions.choose_words import words_of
from invoiceflow.delivery.domain.words import Words
from invoiceflow.invoicing.domain.invoice import IssuedInvoice, Status
from invoiceflow.invoicing.queries.state import State
from invoiceflow.kernel.money import Money
from invoiceflow.payments.queries.online import Attempt, Offer
from invoiceflow.runtime import formats
from invoiceflow.runtime.clock import day_in


@dataclass(frozen=True, slots=True)
class Paying:
    """
    Paying online: where the button leads (empty: none), what is on its way, and what did not come.

    ``waiting`` are amounts, each since when; ``failed`` says what a bank did not pay.
    """

    pay_url: str
    is_on_its_way: bool
    waiting: tuple[str, ...]
    failed: str
    live_url: str
    looks_again: bool


def paying_of(
    standing: State, invoice: IssuedInvoice, offer: Offer, zone: str, here: str, *, came_back: bool
) -> Paying:
    """
    Return what the client may do about paying online, by the days of a time zone.

    Whoever comes back from Stripe's page has paid or not: the books say which, and until then it is on its way. What
    is on its way is not asked for again.
    """
    is_due = standing.due_minor > 0 and standing.status is not Status.VOID
    waits = is_due and (came_back or bool(offer.waiting))
    may_pay = is_due and not came_back and offer.is_offered and offer.waiting_minor < standing.due_minor
    said = _Said(words_of(invoice.content.language), invoice, zone)
    return Paying(
        pay_url=f"{here}/pay" if may_pay else "",
        is_on_its_way=waits,
        waiting=tuple(said.since(each) for each in offer.waiting) if waits else (),
        failed=said.failed(offer.failed) if is_due and offer.failed and not waits else "",
        live_url=f"{here}/live" if may_pay or waits else "",
        # Without scripts the page looks again by itself; a bank takes days, of which none looks every few seconds.
        looks_again=waits and not offer.waiting,
    )


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

    def _facts(self, attempt: Attempt) -> dict[str, str]:
        locale = formats.locale_of(self.invoice.content.language, self.invoice.seller.country)
        money = Money(attempt.amount_minor, self.invoice.content.currency)
        date = formats.format_date(day_in(self.zone, attempt.at), locale)
        return {"amount": formats.format_money(money, locale), "date": date}
