"""What the pages of a tenant's settings show: finished strings."""

from dataclasses import dataclass
from functools import cache

from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.runtime.countries import country_options
from invoiceflow.runtime.country_defaults import time_zones
from invoiceflow.runtime.files import PostForm
from invoiceflow.runtime.pictures import MAX_BYTES, TOO_LARGE
from invoiceflow.tenancy.web.forms import FormState
from invoiceflow.web.places import Place

READER = "en"
Options = tuple[tuple[str, str], ...]

RESTARTS = {
    "month": "The counting starts again every month.",
    "year": "The counting starts again every year.",
    "never": "The counting never starts again.",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists of a form offer."""

    countries: Options
    currencies: Options
    languages: Options
    time_zones: Options


@dataclass(frozen=True, slots=True)
class NumberHint:
    """What a number format leads to: the next number and when it restarts, or what is wrong with it."""

    number: str = ""
    restart: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """
    One section of the settings.

    ``version`` is the one that the form was made from. ``stale`` says that someone else saved meanwhile.
    ``confirm_url`` is where the person proves themselves before bank details can be changed; empty when they just did.
    ``logo_post`` is the store's own form for a logo, where browsers post to it; else ``logo_action`` takes it.
    A file of more than ``logo_most_bytes`` is ``logo_too_large``, in words.
    """

    places: tuple[Place, ...]
    action: str
    form: FormState
    version: int
    choices: Choices
    stale: bool = False
    number: NumberHint | None = None
    number_url: str = ""
    logo_url: str = ""
    logo_action: str = ""
    logo_error: str = ""
    logo_post: PostForm | None = None
    logo_most_bytes: int = MAX_BYTES
    logo_too_large: str = TOO_LARGE
    confirm_url: str = ""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An API key in the list. ``revoke_url`` is empty where it is revoked already."""

    id: str
    name: str
    prefix: str
    created: str
    made_by: str
    used: str
    allowed: str
    ends: str
    is_over: bool
    revoke_url: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A scope of one area that can be ticked: its field, what it allows, its name, whether it is set."""

    field: str
    label: str
    scope: str
    checked: bool


@dataclass(frozen=True, slots=True)
class KeysPage:
    """
    The list of API keys; ``secret`` is a new key, at the only moment when it is shown.

    ``key_id`` is that of the key that the form will make, so that sending it twice makes one. ``confirm_url`` leads to
    the proof that making one asks for, when the last is too old.
    """

    places: tuple[Place, ...]
    action: str
    key_id: str
    confirm_url: str
    form: FormState
    keys: tuple[KeyLine, ...]
    secret: str = ""
    secret_name: str = ""
    accesses: tuple[tuple[str, str, str], ...] = ()
    expiries: Options = ()
    areas: tuple[tuple[str, tuple[Tick, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class NewTenantPage:
    """The form that opens a tenant. ``address`` is what stands before the slug; ``more`` shows all fields at once."""

    form: FormState
    choices: Choices
    address: str
    first: bool
    more: bool


@dataclass(frozen=True, slots=True)
class TenantCard:
    """One of a person's tenants, to be chosen. ``closing`` is the day of its end, where it is being deleted."""

    name: str
    initials: str
    href: str
    closing: str = ""


@cache
def choices() -> Choices:
    """Return what every form offers; the same for everyone."""
    return Choices(
        countries=country_options(READER),
        currencies=tuple((code, f"{code}, {known.name}") for code, known in CURRENCIES.items()),
        languages=tuple(DOCUMENT_LANGUAGES.items()),
        time_zones=tuple((zone, zone.replace("_", " ")) for zone in time_zones()),
    )
