"""Clients, items and tax rates over HTTP: pages, JSON, and the forms of both."""

from invoiceflow.clients.web import api, pages

handlers = [*api.handlers, *pages.handlers]
