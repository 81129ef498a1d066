"""A message of Stripe that something happened. Only which object it is about counts: how that stands is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

_ID: Final = re.compile(r"[A-Za-z0-9_]{3,255}")


class Source(StrEnum):
    """Where a message came in: about the platform itself, or about accounts that are connected to it."""

    PLATFORM = "platform"
    CONNECT = "connect"


class Topic(StrEnum):
    """What can be followed at Stripe."""

    SESSION = "session"
    INVOICE = "invoice"
    PAYMENT = "payment"
    ACCOUNT = "account"
    SUBSCRIPTION = "subscription"
    WARNING = "warning"
    PAYOUT = "payout"
    METHOD = "method"


@dataclass(frozen=True, slots=True)
class Target:
    """An object at Stripe that a message is about: everything that concerns one payment has the same."""

    topic: Topic
    id: str


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """A message, without its content. ``target`` is None where nothing of ours can follow from it."""

    source: Source
    id: str
    type: str
    account: str
    api_version: str
    is_live: bool
    target: Target | None
    created_at: datetime

    @property
    def whose(self) -> str:
        """Return by which of Stripe's names its tenant is found: its account, or itself as a payer."""
        is_of_plan = self.target is not None and self.target.topic is Topic.SUBSCRIPTION
        return self.target.id if self.target is not None and is_of_plan else self.account


_OF_ACCOUNT: Final = ("account.", "capability.", "person.", "v2.core.account")
_OF_PLAN: Final = ("customer.subscription.", "invoice.")
_LEADS: Final = (
    ("checkout.session.", Topic.SESSION, "id"),
    ("invoice.", Topic.INVOICE, "id"),
    ("invoice_payment.", Topic.INVOICE, "invoice"),
    ("payout.", Topic.PAYOUT, "id"),
    ("payment_method.detached", Topic.METHOD, "id"),
    ("radar.early_fraud_warning.", Topic.WARNING, "id"),
    ("payment_intent.", Topic.PAYMENT, "id"),
    *((type_, Topic.PAYMENT, "payment_intent") for type_ in ("charge.", "refund.", "review.")),
)
"""By how a type begins, what it leads to, and in which field of its object the name of that is."""


def target_of(type_: str, account: str, subject: Mapping[str, object]) -> Target | None:
    """
    Return what a message of a type is about; ``subject`` is its object.

    What concerns a tenant's plan leads to its payer, whatever it is about.
    """
    if not account and _is_of_plan(type_, subject):
        return _target(Topic.SUBSCRIPTION, subject.get("customer"))
    if type_.startswith(_OF_ACCOUNT):
        return _target(Topic.ACCOUNT, account)
    for begins, topic, name in _LEADS:
        if type_.startswith(begins):
            return _target(topic, subject.get(name))
    return None


def _is_of_plan(type_: str, subject: Mapping[str, object]) -> bool:
    own = type_.startswith(_OF_PLAN)
    return own or (type_.startswith("checkout.session.") and subject.get("mode") == "subscription")


def _target(topic: Topic, name: object) -> Target | None:
    if isinstance(name, Mapping):  # an endpoint can ask for objects in full
        name = name.get("id")
    return Target(topic, name) if isinstance(name, str) and _ID.fullmatch(name) else None
