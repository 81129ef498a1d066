"""Opening and choosing a tenant, its settings, logo and API keys, over HTTP."""

from invoiceflow.tenancy.web.pages import deletion, keys, logo, opening, roles, settings

handlers = [
    *opening.handlers,
    *settings.handlers,
    *logo.handlers,
    *keys.handlers,
    *roles.handlers,
    *deletion.handlers,
]
