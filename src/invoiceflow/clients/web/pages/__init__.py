"""Pages of clients, items and tax rates."""

from invoiceflow.clients.web.pages import clients, options

handlers = [*clients.handlers, *options.handlers]
