"""What the frame around every signed-in page shows, decided and formatted."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Theme = Literal["light", "dark", "system"]
Tone = Literal["plain", "success", "danger"]


@dataclass(frozen=True, slots=True)
class NavItem:
    """
    One place in the sidebar.

    ``key`` is the letter after ``G``, ``count`` a finished string; both are empty where there is none.
    """

    label: str
    href: str
    icon: str
    current: bool = False
    key: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class Toast:
    """
    A message about what happened elsewhere.

    With ``undo_url`` it offers *Undo*, a POST to that address; with ``href`` and ``link_label`` a link.
    """

    text: str
    note: str = ""
    tone: Tone = "plain"
    undo_url: str = ""
    href: str = ""
    link_label: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What stands around the pages of one person: the sidebar, and the bar at the foot of a phone's screen.

    ``current`` is the label of the place in the sidebar that is shown, ``csrf`` goes into the form that signs out.
    ``may_write`` and ``may_set`` say whether the person may write drafts and change the settings.
    Two that are equal are drawn alike, so that what was drawn can be kept.
    """

    tenant_name: str
    tenant_slug: str
    person_name: str
    person_email: str
    current: str
    csrf: str
    may_write: bool = True
    may_set: bool = True

    @property
    def home(self) -> str:
        """Return the address of the tenant's overview."""
        return f"/app/{self.tenant_slug}"

    @property
    def initials(self) -> str:
        """Return what the tenant's picture shows."""
        return initials(self.tenant_name)

    @property
    def nav(self) -> tuple[tuple[NavItem, ...], ...]:
        """Return the groups of the sidebar."""
        return navigation(self.tenant_slug, self.current)

    @property
    def settings(self) -> NavItem:
        """Return the place below those groups. Who may not change the settings finds the members there."""
        path = "/settings" if self.may_set else "/settings/members"
        return NavItem("Settings", f"{self.home}{path}", "gear", self.current == "Settings", "S")

    @property
    def bottom(self) -> tuple[NavItem, ...]:
        """Return the places of a phone's bottom bar; *New invoice* and *More* stand beside them."""
        return tuple(item for item in self._places() if item.label in _BOTTOM)

    @property
    def more(self) -> tuple[NavItem, ...]:
        """Return the places that a phone shows under *More*."""
        return (*(item for item in self._places() if item.label not in _BOTTOM), self.settings)

    def _places(self) -> tuple[NavItem, ...]:
        return tuple(item for group in self.nav for item in group)


_BOTTOM = ("Overview", "Invoices", "Clients")


@dataclass(frozen=True, slots=True)
class Shell:
    """
    All that a page has around its content.

    ``title`` is the ``h1`` and begins the document's title. ``csrf`` goes into every form as the field
    ``csrf`` and into every request of htmx as the header ``X-CSRF-Token``. ``live_url`` is the address of
    the tenant's event stream, empty where a page does not change by itself; ``rendered_at`` the instant that the page
    speaks of. ``search_url`` is where the lists lie (``/app/demo``). ``sidebar`` and ``bottombar`` are drawn already.
    ``closing`` is the day on which a tenant that is being deleted is emptied; ``may_keep`` whether its reader may call
    that off.
    """

    title: str
    tenant_name: str
    tenant_slug: str
    initials: str
    csrf: str
    search_url: str
    sidebar: Markup
    bottombar: Markup
    theme: Theme = "system"
    language: str = "en"
    live_url: str = ""
    rendered_at: str = ""
    toasts: tuple[Toast, ...] = ()
    closing: str = ""
    may_keep: bool = False


def navigation(slug: str, current: str) -> tuple[tuple[NavItem, ...], ...]:
    """Return the groups of the sidebar; ``current`` is the label of the place that is shown."""

    def place(label: str, icon: str, key: str, path: str) -> NavItem:
        return NavItem(label, f"/app/{slug}{path}", icon, current == label, key)

    return (
        (
            place("Overview", "home", "O", ""),
            place("Invoices", "invoice", "I", "/invoices"),
            place("Payments", "coins", "P", "/payments"),
        ),
        (
            place("Clients", "users", "C", "/clients"),
            place("Items", "box", "T", "/items"),
            place("Tax rates", "tag", "X", "/tax-rates"),
        ),
    )


def initials(name: str) -> str:
    """Return the first letters of the first two words, in capitals: what a name's round picture shows."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
