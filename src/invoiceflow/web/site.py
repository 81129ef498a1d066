"""
The public site: start page, prices, and what search engines ask for.

Its pages know nobody, so each is drawn and compressed once a process and theme.
"""

import gzip
from dataclasses import dataclass
from functools import cache

from litestar import Response, get

from invoiceflow.web.assets import load
from invoiceflow.web.given import Request, TheSettings
from invoiceflow.web.guards import public
from invoiceflow.web.public import JsonLd, PublicHead
from invoiceflow.web.rendering import pages
from invoiceflow.web.shell import Theme
from invoiceflow.web.static_files import StaticFile, send
from invoiceflow.web.visit import visit_in

PAGES = ("/", "/pricing")
BY_COOKIE = {"Cache-Control": "no-cache", "Vary": "Cookie"}  # the cookie decides the theme
CLOSED = ("/app", "/api/v1", "/i/", "/invitations", "/login", "/webhooks")


@dataclass(frozen=True, slots=True)
class Pricing:
    """The page of prices: questions with their answers."""

    questions: tuple[tuple[str, str], ...] = (
        (
            "Why is it free?",
            "Because we do not sell plans yet. When that changes, this page will say so before anything costs money.",
        ),
        (
            "Do my clients need an account?",
            "No. They open a link, read the invoice, download the PDF and see how to pay.",
        ),
        (
            "What happens to my numbers?",
            "They go on: set the pattern, and the following invoices have no gap.",
        ),
        (
            "Who can see my data?",
            "Members of your tenant. The database itself refuses every row of another one.",
        ),
        (
            "Can I correct an invoice?",
            "An issued invoice never changes. You void it, which keeps its number, and duplicate it to a new draft.",
        ),
    )


def landing_head(base_url: str, theme: Theme) -> PublicHead:
    """Return the head of the start page."""
    return PublicHead(
        title="InvoiceFlow: invoices that are right, sent and paid",
        description=(
            "Invoicing for freelancers and agencies: a preview that is the PDF, delivery you can follow, "
            "and books that add up to the cent."
        ),
        canonical=f"{base_url}/",
        theme=theme,
        picture=f"{base_url}{load().url('og.png')}",
        json_ld=(_site(base_url), _product(base_url)),
    )


def pricing_head(base_url: str, theme: Theme, page: Pricing) -> PublicHead:
    """Return the head of the page of prices."""
    return PublicHead(
        title="Prices · InvoiceFlow",
        description="Everything that works today is free, on this site and on your own machine. No card is asked for.",
        canonical=f"{base_url}/pricing",
        theme=theme,
        picture=f"{base_url}{load().url('og.png')}",
        json_ld=(_questions(page),),
    )


def sitemap(base_url: str) -> str:
    """Return the sitemap of the public pages."""
    places = "".join(f"<url><loc>{base_url}{path}</loc></url>" for path in PAGES)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    )


def robots(base_url: str) -> str:
    """Return what crawlers may look at."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    return f"User-agent: *\n{closed}Sitemap: {base_url}/sitemap.xml\n"


@get("/", guards=[public])
async def landing_page(request: Request, settings: TheSettings) -> Response[bytes]:
    """Show the start page."""
    return send(request, _landing(settings.base_url, visit_in(request.scope).theme), BY_COOKIE)


@get("/pricing", guards=[public])
async def pricing_page(request: Request, settings: TheSettings) -> Response[bytes]:
    """Show the prices."""
    return send(request, _pricing(settings.base_url, visit_in(request.scope).theme), BY_COOKIE)


@get("/sitemap.xml", guards=[public])
async def sitemap_file(settings: TheSettings) -> Response[str]:
    """List the public pages for search engines."""
    return Response(sitemap(settings.base_url), media_type="application/xml")


@get("/robots.txt", guards=[public])
async def robots_file(settings: TheSettings) -> Response[str]:
    """Say what crawlers may look at."""
    return Response(robots(settings.base_url), media_type="text/plain")


@cache
def _landing(base_url: str, theme: Theme) -> StaticFile:
    return _drawn("site/landing.html", head=landing_head(base_url, theme))


@cache
def _pricing(base_url: str, theme: Theme) -> StaticFile:
    page = Pricing()
    return _drawn("site/pricing.html", head=pricing_head(base_url, theme, page), page=page)


def _drawn(template: str, **context: object) -> StaticFile:
    content = pages().get_template(template).render(**context).encode()
    return StaticFile(content, gzip.compress(content, mtime=0), "text/html; charset=utf-8")


def _site(base_url: str) -> JsonLd:
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "InvoiceFlow",
        "url": f"{base_url}/",
    }


def _product(base_url: str) -> JsonLd:
    return {
        "@context": "https://schema.org",
        "@type": "SoftwareApplication",
        "name": "InvoiceFlow",
        "url": f"{base_url}/",
        "applicationCategory": "BusinessApplication",
        "operatingSystem": "Any, in the browser",
        "offers": {"@type": "Offer", "price": "0", "priceCurrency": "EUR"},
    }


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


handlers = [landing_page, pricing_page, sitemap_file, robots_file]
