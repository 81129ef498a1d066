"""What the server tells the builder. The browser's types are made of these (``ui/src/api/builder.ts``)."""

from uuid import UUID

import msgspec

from invoiceflow.invoicing.domain.approval import Approval
from invoiceflow.invoicing.web.builder.bodies import TypedDraft
from invoiceflow.kernel.errors import FieldError
from invoiceflow.kernel.notation import Notation


class ChosenClient(msgspec.Struct, frozen=True):
    """The client of a draft; `payment_days` is null where the tenant's settings decide."""

    id: UUID
    name: str
    hint: str
    email: str
    country: str
    currency: str
    language: str
    payment_days: int | None


class DraftStanding(msgspec.Struct, frozen=True):
    """
    Where a draft stands with those who approve.

    `by` is who submitted it or, later, who decided, `by_you` true where that was the very person who reads it. `note`
    is what who returned it wrote.
    """

    state: Approval
    by: str = ""
    by_you: bool = False
    note: str = ""


class LoadedDraft(msgspec.Struct, frozen=True):
    """
    A draft as it is stored. `edited_by` and `edited` say by whom and when it was saved last, for people.

    `by_you` is true where that was the very person who reads it, in another tab or on another device.
    """

    id: UUID
    revision: int
    edited_by: str
    by_you: bool
    edited: str
    draft: TypedDraft
    client: ChosenClient | None
    standing: DraftStanding


class SavedDraft(msgspec.Struct, frozen=True):
    """Where a draft is stored, the revision that this made, and where it stands with those who approve."""

    id: UUID
    revision: int
    approval: Approval


class Checked(msgspec.Struct, frozen=True):
    """
    What keeps a draft from being issued: each field, and what is wrong with it.

    `issued_on` is the invoice date for people, `number` the one that it takes if nobody issues another before.
    """

    errors: tuple[FieldError, ...]
    issued_on: str
    number: str


class SubmittedDraft(msgspec.Struct, frozen=True):
    """The draft that was submitted; `url` shows it."""

    url: str


class IssuedDraft(msgspec.Struct, frozen=True):
    """The invoice that a draft became; `send_url` takes the form that sends it."""

    number: str
    url: str
    send_url: str


class Option(msgspec.Struct, frozen=True):
    """One thing to choose: what is stored, and what people read."""

    value: str
    label: str


class CurrencyOption(msgspec.Struct, frozen=True):
    """A currency; `name` is for labels ("Line 2 price in Euro"), `decimals` for how prices are shown."""

    value: str
    label: str
    name: str
    decimals: int


class TaxOption(msgspec.Struct, frozen=True):
    """A rate that lines can have; the first is the default."""

    rate: str
    category: str
    short: str
    label: str


class BuilderProps(msgspec.Struct, frozen=True, kw_only=True):
    """
    All that the builder knows when it starts.

    `draft` and `client` are those of a blank draft where `id` is null. `today` is the tenant's. `home` is the address
    of the tenant's pages; `payment_days` are those of the settings; `notation` is how numbers stand in fields. What may
    not be done has its reason in `why_not`.

    `asks_approval` is true where the tenant asks for approval before a draft is issued, `may_approve` where the member
    may give it. `standing` is where the draft stands.
    """

    id: UUID | None
    revision: int
    draft: TypedDraft
    client: ChosenClient | None
    home: str
    today: str
    language: str
    notation: Notation
    payment_days: int
    country: str
    currencies: list[CurrencyOption]
    languages: list[Option]
    countries: list[Option]
    taxes: list[TaxOption]
    why_not_issue: str
    why_not_send: str
    why_not_add_client: str
    asks_approval: bool
    may_approve: bool
    standing: DraftStanding
