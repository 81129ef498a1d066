"""The one client of Stripe's own library in a process."""

from collections.abc import Awaitable
from typing import Final, TypeVar
from urllib.parse import urlsplit

import httpx
import stripe
from stripe import HTTPXClient, StripeClient

from invoiceflow.runtime.asking import Away, Declined, NothingThere, ThereAlready
from invoiceflow.runtime.patience import STRIPE_CONNECT_SECONDS, STRIPE_SECONDS
from invoiceflow.runtime.settings import STRIPE_API, Settings

HOSTED: Final = (
    *("https://checkout.stripe.com", "https://invoice.stripe.com"),
    *("https://connect.stripe.com", "https://billing.stripe.com"),
)
"""The origins of Stripe's own pages, to which our forms lead on."""

Answer = TypeVar("Answer")
_KINDS: Final = {"resource_missing": NothingThere, "resource_already_exists": ThereAlready}


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


async def asked(answer: Awaitable[Answer]) -> Answer:
    """
    Return what Stripe answers.

    Raises:
        Away: it does not, or is not in its right mind.
        Declined: it does not do that; NothingThere and ThereAlready say more.
    """
    try:
        return await answer
    except stripe.InvalidRequestError as error:
        kind = _KINDS.get(error.code or "", Declined)
        raise kind(error.user_message or type(error).__name__) from error
    except (stripe.CardError, stripe.PermissionError, stripe.AuthenticationError) as error:
        raise Declined(error.user_message or type(error).__name__) from error
    except stripe.StripeError as error:
        raise Away(type(error).__name__) from error


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
