"""Words and reads of this slice."""

import tomllib
from functools import cache
from importlib import resources

from invoiceflow.delivery import store
from invoiceflow.delivery.domain.delivery import Delivery
from invoiceflow.delivery.domain.words import Words
from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.pdf.actions.choose_words import language_of
from invoiceflow.runtime.database import Session


@cache
def words_of(language: str) -> Words:
    """Return the words of a language (BCP 47); one without words of its own is answered in English."""
    file = resources.files("invoiceflow.delivery") / "labels" / f"{language_of(language)}.toml"
    return Words(**tomllib.loads(file.read_text(encoding="utf-8")))


async def deliveries_of(session: Session, invoice_id: InvoiceId) -> tuple[Delivery, ...]:
    """Return an invoice's deliveries, newest first."""
    return await store.deliveries_of(session, invoice_id)
