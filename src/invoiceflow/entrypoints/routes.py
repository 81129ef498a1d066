"""Every route there is."""

from collections.abc import Iterator

from litestar.types import ControllerRouterHandler

from invoiceflow.clients.web import handlers as clients
from invoiceflow.delivery.web import api as delivery_api
from invoiceflow.delivery.web import inbox as mail_inbox
from invoiceflow.delivery.web import pages as delivery
from invoiceflow.delivery.web import paying, suppressed
from invoiceflow.delivery.web import public as public_invoice
from invoiceflow.identity.web import confirm, links, own, second
from invoiceflow.identity.web import pages as identity
from invoiceflow.invoicing.web import api as invoicing_api
from invoiceflow.invoicing.web import approving
from invoiceflow.invoicing.web import pages as invoice_actions
from invoiceflow.invoicing.web.builder import handlers as builder
from invoiceflow.payments.web import api as payments_api
from invoiceflow.payments.web import disputes_api, inbox, refunds_api
from invoiceflow.payments.web import pages as payments
from invoiceflow.pdf.web import api as pdf_api
from invoiceflow.pdf.web import pages as pdf
from invoiceflow.reporting.web import handlers as reporting
from invoiceflow.subscription.web import changing as plan_changes
from invoiceflow.subscription.web import page as plan
from invoiceflow.subscription.web import pricing
from invoiceflow.tenancy.web import handlers as tenancy
from invoiceflow.web import files, health, kit, policy_reports, site, static_files
from invoiceflow.web.api_docs import pages as api_docs


def routes() -> Iterator[ControllerRouterHandler]:
    """Yield the handlers of every slice."""
    yield from identity.handlers
    yield from links.handlers
    yield from confirm.handlers
    yield from second.handlers
    yield from own.handlers
    yield from tenancy
    yield from plan.handlers
    yield from plan_changes.handlers
    yield from pricing.handlers
    yield from clients
    yield from reporting
    yield from payments_api.handlers
    yield from refunds_api.handlers
    yield from disputes_api.handlers
    yield from inbox.handlers
    yield from invoice_actions.handlers
    yield from approving.handlers
    yield from payments.handlers
    yield from site.handlers
    yield from kit.handlers
    yield from static_files.handlers
    yield from files.handlers
    yield from pdf.handlers
    yield from pdf_api.handlers
    yield from delivery.handlers
    yield from delivery_api.handlers
    yield from public_invoice.handlers
    yield from paying.handlers
    yield from mail_inbox.handlers
    yield from suppressed.handlers
    yield from invoicing_api.handlers
    yield from builder
    yield from api_docs.handlers
    yield from health.handlers
    yield from policy_reports.handlers
