"""``/pricing``: what the plans cost and hold, or, where none are sold, that nothing is to be paid."""

from dataclasses import dataclass
from functools import cache

from litestar import Response, get

from invoiceflow.subscription.actions.write_about_plan import writing_in
from invoiceflow.subscription.domain.plan import (
    CURRENCIES,
    DUNNING_DAYS,
    GRACE_DAYS,
    GRACE_TIMES,
    PLANS,
    TRIAL_DAYS,
)
from invoiceflow.subscription.web.words import Column, Speaker
from invoiceflow.web.given import Request, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.public import JsonLd, PublicHead
from invoiceflow.web.shell import Theme
from invoiceflow.web.site import BY_COOKIE, drawn, picture_url
from invoiceflow.web.static_files import StaticFile, send
from invoiceflow.web.visit import visit_in

_LOCALE = "en"
_SOLD = (
    (
        "What happens when a limit is reached?",
        (
            "Nothing stops at once. Owners and admins are told at 80 and at 100 percent. Beyond the limit invoices can "
            f"be issued for {GRACE_DAYS} more days, up to {GRACE_TIMES} times the limit. Then no new invoice is issued "
            "until there is room again; drafts, payments, sending, reading and exports always work."
        ),
    ),
    (
        "What happens when a payment for the plan fails?",
        (
            f"The plan goes on for {DUNNING_DAYS} days, while Stripe tries again. After that the limits of the free "
            "plan hold, until it is paid. No data is withheld."
        ),
    ),
    (
        "Can I change or cancel at any time?",
        (
            "Yes. A larger plan is paid for what is left of the month, and shown before. A smaller one is credited. A "
            "plan that is cancelled goes on to the end of its month."
        ),
    ),
)
_GIVEN = (
    (
        "Why is it free?",
        "Because whoever runs this installation sells no plans. Nothing is limited, and nobody asks for a card.",
    ),
)
_ALWAYS = (
    (
        "What if I run it on my own server?",
        "The code is the same, and without Stripe nothing is sold: everything is allowed, without a limit.",
    ),
    (
        "Do my clients need an account?",
        "No. They open a link, read the invoice, download the PDF and see how to pay.",
    ),
    ("What happens to my numbers?", "They go on: set the pattern, and the following invoices have no gap."),
    (
        "Who can see my data?",
        "Members of your tenant. The database itself refuses every row of another one.",
    ),
    (
        "Can I correct an invoice?",
        "An issued invoice never changes. You void it, which keeps its number, and duplicate it to a new draft.",
    ),
)


@dataclass(frozen=True, slots=True)
class Pricing:
    """The page: the plans, none where nothing is sold, and questions with their answers."""

    plans: tuple[Column, ...]
    questions: tuple[tuple[str, str], ...]
    trial_days: int = TRIAL_DAYS


@get("/pricing", guards=[public])
async def show(request: Request, settings: TheSettings) -> Response[bytes]:
    """Show the prices."""
    theme = visit_in(request.scope).theme
    return send(request, _page(settings.base_url, theme, sells=settings.sells_plans), BY_COOKIE)


@cache
def _page(base_url: str, theme: Theme, *, sells: bool) -> StaticFile:
    speaker = Speaker(writing_in("UTC", _LOCALE), _LOCALE)
    page = Pricing(
        plans=tuple(speaker.column(plan, CURRENCIES[0]) for plan in PLANS.values()) if sells else (),
        questions=(*(_SOLD if sells else _GIVEN), *_ALWAYS),
    )
    return drawn("subscription/pricing.html", head=_head(base_url, theme, page), page=page)


def _head(base_url: str, theme: Theme, page: Pricing) -> PublicHead:
    sold = f"Three plans, one of them free. The first {TRIAL_DAYS} days hold everything, without a card."
    given = "Everything is free, on this site and on your own machine. No card is asked for."
    return PublicHead(
        title="Prices · InvoiceFlow",
        description=sold if page.plans else given,
        canonical=f"{base_url}/pricing",
        theme=theme,
        picture=picture_url(base_url),
        json_ld=(_questions(page),),
    )


def _questions(page: Pricing) -> JsonLd:
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in page.questions
        ],
    }


handlers = [show]
