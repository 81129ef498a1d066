"""Every table there is, on one MetaData: what migrations are compared with."""

from invoiceflow.audit import tables as audit
from invoiceflow.clients import tables as clients
from invoiceflow.delivery import tables as delivery
from invoiceflow.invoicing import tables as invoicing
from invoiceflow.payments import tables as payments
from invoiceflow.pdf import tables as pdf
from invoiceflow.reporting import tables as reporting
from invoiceflow.runtime.schema import metadata
from invoiceflow.subscription import tables as subscription
from invoiceflow.tenancy import tables as tenancy

__all__ = [
    "audit",
    "clients",
    "delivery",
    "invoicing",
    "metadata",
    "payments",
    "pdf",
    "reporting",
    "subscription",
    "tenancy",
]
