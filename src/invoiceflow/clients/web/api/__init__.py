"""The public API of clients, items and tax rates."""

from invoiceflow.clients.web.api import clients, items, tax_rates

handlers = [*clients.handlers, *items.handlers, *tax_rates.handlers]
