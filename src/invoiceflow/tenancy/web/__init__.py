"""Opening and choosing a tenant, its members, settings, logo and API keys, over HTTP."""

from invoiceflow.tenancy.web.pages import (
    deletion,
    inviting,
    joining,
    keys,
    logo,
    members,
    opening,
    roles,
    settings,
)

_PAGES = (opening, settings, logo, keys, roles, members, inviting, joining, deletion)
handlers = [handler for page in _PAGES for handler in page.handlers]
