"""
The public site: start page, and what search engines ask for. The page of prices is in the slice of plans.

Its pages know nobody, so each is drawn and compressed once a process and theme.
"""

import gzip
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
CLOSED = ("/app", "/api/v1", "/files/", "/i/", "/invitations", "/login", "/webhooks")


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
        picture=picture_url(base_url),
        json_ld=(_site(base_url), _product(base_url)),
    )


def picture_url(base_url: str) -> str:
    """Return the address of the picture that shows the product where a page is shared."""
    return f"{base_url}{load().url('og.png')}"


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
    return drawn("site/landing.html", head=landing_head(base_url, theme))


def drawn(template: str, **context: object) -> StaticFile:
    """Return a page that knows nobody, drawn and compressed."""
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


handlers = [landing_page, sitemap_file, robots_file]
