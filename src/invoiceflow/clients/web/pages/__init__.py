"""Pages of clients, items and tax rates."""

from invoiceflow.clients.web.pages import clients

handlers = [*clients.handlers]
