"""What the builder starts with, gathered from the tenant's settings, clients and tax rates."""

from datetime import datetime
from uuid import UUID

from invoiceflow.clients.domain.client import Client
from invoiceflow.clients.domain.tax_rate import TaxRate
from invoiceflow.clients.queries import clients
from invoiceflow.invoicing.domain.approval import Review
from invoiceflow.invoicing.domain.invoice import Content
from invoiceflow.invoicing.queries import state
from invoiceflow.invoicing.queries.documents import draft
from invoiceflow.invoicing.web.builder.answers import (
    ChosenClient,
    CurrencyOption,
    DraftStanding,
    LoadedDraft,
    Option,
    TaxOption,
)
from invoiceflow.invoicing.web.builder.bodies import typed_draft
from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.decimals import plain
from invoiceflow.kernel.ids import ClientId
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.runtime.countries import country_options
from invoiceflow.runtime.database import Session
from invoiceflow.runtime.formats import country_name, format_percent
from invoiceflow.tax.domain.category import TaxCategory
from invoiceflow.web.when import ago

READER = "en"
"""The language of the interface."""


async def loaded(session: Session, invoice_id: UUID, actor: Actor, *, zone: str, at: datetime) -> LoadedDraft:
    """Return a draft for the builder that an actor reads. Raises NoSuchInvoice, NotADraft."""
    found = await draft(session, invoice_id)
    kept = await state.one(session, invoice_id, at=at)
    return LoadedDraft(
        id=found.id,
        revision=found.revision,
        edited_by=kept.edited_by,
        by_you=actor.person_id is not None and kept.edited_by_id == actor.person_id,
        edited=ago(kept.updated_at, zone, at),
        draft=typed_draft(found.content),
        client=await chosen(session, found.content),
        standing=standing_of(found.review, actor),
    )


def standing_of(review: Review, actor: Actor) -> DraftStanding:
    """Return where a draft stands, for an actor who reads it."""
    who = review.decided or review.submitted
    if who is None:
        return DraftStanding(review.state)
    by_you = actor.person_id is not None and who.id == actor.person_id
    return DraftStanding(review.state, who.name, by_you, review.note)


async def chosen(session: Session, content: Content) -> ChosenClient | None:
    """Return the client of a content, archived or not."""
    if content.client_id is None:
        return None
    return client_option(await clients.client(session, ClientId(content.client_id)))


def client_option(client: Client) -> ChosenClient:
    """Return a client as the selector shows it."""
    details = client.details
    place = (details.city, country_name(details.country, READER))
    return ChosenClient(
        id=client.id,
        name=details.name,
        hint=", ".join(part for part in place if part),
        email=details.email,
        country=details.country,
        currency=details.currency,
        language=details.language,
        payment_days=details.payment_days,
    )


def currency_options() -> list[CurrencyOption]:
    """Return every currency."""
    return [
        CurrencyOption(code, f"{code}, {known.name}", known.name, known.exponent)
        for code, known in CURRENCIES.items()
    ]


def language_options(used: str) -> list[Option]:
    """Return the languages of documents; a region that is in use ("de-AT") stands beside them."""
    options = [Option(tag, name) for tag, name in DOCUMENT_LANGUAGES.items()]
    language, _, region = used.partition("-")
    name = DOCUMENT_LANGUAGES.get(language)
    return [*options, Option(used, f"{name} ({region})")] if region and name else options


def country_choices() -> list[Option]:
    """Return every country by its name."""
    return [Option(code, name) for code, name in country_options(READER)]


def tax_options(rates: tuple[TaxRate, ...], locale: str) -> list[TaxOption]:
    """Return the rates that lines can have, the default first."""
    return [_tax_option(rate, locale) for rate in rates]


def _tax_option(rate: TaxRate, locale: str) -> TaxOption:
    tax = rate.details.tax
    percent = format_percent(tax.rate_percent, locale)
    short = percent if tax.category is TaxCategory.STANDARD else f"{percent} {tax.category.value}"
    return TaxOption(plain(tax.rate_percent), tax.category.value, short, f"{percent} · {rate.details.name}")
