"""The links of this product, from its settings."""

from invoiceflow.invoicing.domain.pay_link import KEY_PURPOSE, Links
from invoiceflow.runtime.secrets import derived_ring
from invoiceflow.runtime.settings import Settings


def links_of(settings: Settings) -> Links:
    """Return what makes public links here."""
    return Links(
        settings.base_url, derived_ring(settings.secret_key, settings.secret_keys_previous, KEY_PURPOSE)
    )
