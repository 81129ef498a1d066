"""A card or bank account of a client that Stripe keeps, so that later invoices are charged to it, by consent alone."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from invoiceflow.kernel.ids import ClientId


class MethodState(StrEnum):
    """How far a saved method has come."""

    AGREED = "agreed"
    """The client has agreed; whether they pay with it is not known yet."""
    KEPT = "kept"
    ENDED = "ended"
    """The consent was withdrawn, or the method removed: nothing is charged to it any more."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a client agreed to, word by word: the ``version`` of the text, and its ``language``."""

    version: str
    language: str
    words: str


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """
    A method, with the consent that it is kept by.

    ``checkout_id`` is the payment at which the client agreed. ``account``, ``payer`` and ``payment_method`` are
    Stripe's names, the last two empty until they are known. ``instrument`` is for people ("Visa 4242"). Stripe has
    forgotten it since ``detached_at``.
    """

    id: UUID
    client_id: ClientId
    checkout_id: UUID
    account: str
    payer: str
    payment_method: str
    instrument: str
    state: MethodState
    consent_version: str
    consent_language: str
    consent_words: str
    agreed_at: datetime
    ended_by: str = ""
    ended_at: datetime | None = None
    detached_at: datetime | None = None

    def kept(self, payment_method: str, instrument: str) -> "SavedMethod":
        """Return it as it is once the client has paid with it."""
        return replace(self, state=MethodState.KEPT, payment_method=payment_method, instrument=instrument)

    def ended(self, by: str, at: datetime) -> "SavedMethod":
        """Return it as it is once somebody has withdrawn it. What Stripe never kept is forgotten already."""
        gone = at if not self.payment_method else self.detached_at
        return replace(self, state=MethodState.ENDED, ended_by=by, ended_at=at, detached_at=gone)

    def forgotten(self, by: str, at: datetime) -> "SavedMethod":
        """Return it as it is since Stripe keeps it no more, which ends it as well."""
        ended = self if self.state is MethodState.ENDED else self.ended(by, at)
        return replace(ended, detached_at=ended.detached_at or at)
