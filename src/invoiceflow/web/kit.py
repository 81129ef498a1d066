"""``/kit``: every component from both worlds, side by side, light and dark. Development only."""

from dataclasses import dataclass

from litestar import Response, get

from invoiceflow.kernel.errors import Missing
from invoiceflow.web.given import Request, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.public import PublicHead
from invoiceflow.web.rendering import html
from invoiceflow.web.shell import Theme, Toast
from invoiceflow.web.visit import visit_in

STATES = (
    "draft",
    "issued",
    "sent",
    "seen",
    "partially_paid",
    "paid",
    "overdue",
    "void",
    "uncollectible",
    "disputed",
    "refunded",
    "bounced",
)


@dataclass(frozen=True, slots=True)
class KitPage:
    """What the pattern page shows. The figures are examples and belong to nobody."""

    states: tuple[str, ...] = STATES
    toasts: tuple[Toast, ...] = (
        Toast("Atelier Zürichsee AG paid CHF 1,180.00", "RE-2026-0391 is now paid in full", "success"),
        Toast("Draft deleted", "Gone for good in 10 seconds", undo_url="/kit"),
        Toast("Not saved, you are offline", "Your changes are kept here.", "danger"),
    )
    errors: tuple[tuple[str, str, str], ...] = (
        ("amount", "Amount", "Euro has two decimals. Did you mean 8,699.87?"),
        ("received", "Received on", "November has 30 days."),
    )
    currencies: tuple[tuple[str, str], ...] = (("EUR", "EUR, euro"), ("CHF", "CHF, Swiss franc"))
    sums: tuple[tuple[str, str, str], ...] = (
        ("Lines, net", "7,538.60", ""),
        ("Discount 2%", "\N{MINUS SIGN}150.77", ""),
        ("19% tax on 6,624.02", "1,258.56", "rule"),
        ("7% tax on 763.81", "53.47", ""),
        ("Total", "€8,699.86", "total"),
    )
    facts: tuple[tuple[str, str], ...] = (("Due", "2 Dec 2026, in 9 days"), ("Their order no.", ""))


def kit_page(theme: Theme = "system") -> tuple[PublicHead, KitPage]:
    """Return head and model of the page."""
    head = PublicHead(
        title="Kit · InvoiceFlow",
        description="Every component, from Jinja and from React, in both themes.",
        canonical="/kit",
        theme=theme,
        indexable=False,
    )
    return head, KitPage()


@get("/kit", guards=[public])
async def kit(request: Request, settings: TheSettings) -> Response[str]:
    """Show the pattern page; in production there is none."""
    if not settings.development:
        raise Missing("There is nothing at this address.")
    head, page = kit_page(visit_in(request.scope).theme)
    return html("kit/kit.html", head=head, page=page)


handlers = [kit]
