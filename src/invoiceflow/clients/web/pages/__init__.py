"""Pages of clients, items and tax rates."""

from invoiceflow.clients.web.pages import clients, items, options, tax_rates

handlers = [*clients.handlers, *items.handlers, *tax_rates.handlers, *options.handlers]
