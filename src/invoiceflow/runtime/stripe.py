"""The one client of Stripe's own library in a process."""

from typing import Final
from urllib.parse import urlsplit

import httpx
from stripe import HTTPXClient, StripeClient

from invoiceflow.runtime.patience import STRIPE_CONNECT_SECONDS, STRIPE_SECONDS
from invoiceflow.runtime.settings import STRIPE_API, Settings

HOSTED: Final = ("https://checkout.stripe.com", "https://connect.stripe.com")
"""The origins of Stripe's own pages, to which our forms lead on."""


def stripe_client(settings: Settings) -> StripeClient | None:
    """
    Return a client, None where no key is set.

    It never tries again by itself: a job does, with its own waits, and a person sees that it did not work.
    """
    if not settings.stripe_secret_key:
        return None
    base = settings.stripe_api_base
    ours = {} if base == STRIPE_API else dict.fromkeys(("api", "connect", "files", "meter_events"), base)
    patience = httpx.Timeout(STRIPE_SECONDS, connect=STRIPE_CONNECT_SECONDS)
    return StripeClient(
        settings.stripe_secret_key,
        base_addresses=ours,  # type: ignore[arg-type]  # its four names, as a dictionary
        max_network_retries=0,
        http_client=HTTPXClient(timeout=patience),
    )


async def close_stripe(client: StripeClient) -> None:
    """Close a client's connections."""
    http = client._requestor._client  # noqa: SLF001  # the library has no public name for it
    if http is not None:
        await http.close_async()  # type: ignore[no-untyped-call]  # the library leaves it untyped


def hosted_origins(settings: Settings) -> tuple[str, ...]:
    """Return where Stripe's own pages lie; nothing where no key is set."""
    if not settings.stripe_secret_key:
        return ()
    if settings.stripe_api_base == STRIPE_API:
        return HOSTED
    parts = urlsplit(settings.stripe_api_base)
    return (f"{parts.scheme}://{parts.netloc}",)
