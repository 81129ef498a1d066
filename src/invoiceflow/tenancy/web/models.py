"""What the pages of a tenant's settings show: finished strings."""

from dataclasses import dataclass
from functools import cache

from invoiceflow.kernel.actor import Actor
from invoiceflow.kernel.currency import CURRENCIES
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.kernel.permission import Permission
from invoiceflow.runtime.countries import country_options
from invoiceflow.runtime.country_defaults import time_zones
from invoiceflow.tenancy.web.forms import FormState

READER = "en"
Options = tuple[tuple[str, str], ...]

SECTIONS = (
    ("Business", "", Permission.EDIT_SETTINGS),
    ("Tax and numbers", "/numbers", Permission.EDIT_SETTINGS),
    ("Payments", "/payments", Permission.EDIT_SETTINGS),
    ("Documents", "/documents", Permission.EDIT_SETTINGS),
    ("Roles", "/roles", Permission.READ),
    ("API keys", "/keys", Permission.MANAGE_KEYS),
)
"""The places of the settings: label, path, and what a member needs to see it in the list."""

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
class Place:
    """One section in the list at the side."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """
    One section of the settings.

    ``version`` is the one that the form was made from. ``stale`` says that someone else saved meanwhile.
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


@dataclass(frozen=True, slots=True)
class KeyLine:
    """An API key in the list."""

    id: str
    name: str
    prefix: str
    created: str
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
    """The list of API keys; ``secret`` is a new key, at the only moment when it is shown."""

    places: tuple[Place, ...]
    action: str
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
    """One of a person's tenants, to be chosen."""

    name: str
    initials: str
    href: str


def places(actor: Actor, current: str) -> tuple[Place, ...]:
    """Return the list of sections that the member may open."""
    home = f"/app/{actor.tenant_slug}/settings"
    return tuple(
        Place(label, f"{home}{path}", label == current)
        for label, path, needed in SECTIONS
        if actor.may(needed)
    )


@cache
def choices() -> Choices:
    """Return what every form offers; the same for everyone."""
    return Choices(
        countries=country_options(READER),
        currencies=tuple((code, f"{code}, {known.name}") for code, known in CURRENCIES.items()),
        languages=tuple(DOCUMENT_LANGUAGES.items()),
        time_zones=tuple((zone, zone.replace("_", " ")) for zone in time_zones()),
    )
