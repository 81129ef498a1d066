"""The stand-in put together: its addresses, and what it does while it runs."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from litestar import Litestar, Request, Response, Router
from litestar.di import Provide

from invoiceflow.sandbox.stripe.accounts import event_destination, webhook_endpoint
from invoiceflow.sandbox.stripe.control import events, page, switches
from invoiceflow.sandbox.stripe.desk.delivery import deliver_forever
from invoiceflow.sandbox.stripe.desk.http import api
from invoiceflow.sandbox.stripe.desk.world import World
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.shelf import Shelf
from invoiceflow.sandbox.stripe.ground.store import Store
from invoiceflow.sandbox.stripe.hosted import authenticate, checkout, invoice, onboarding, portal, receipt

Http: TypeAlias = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the product takes events: its own, or with `connect` those of the accounts that are connected to it."""

    url: str
    secret: str
    connect: bool


class StripeStandIn:
    """Everything under `/stripe`."""

    def __init__(self, file: Path, origin: str, key: str, endpoints: Sequence[Endpoint]) -> None:
        self.world = World(Store(file), f"{origin}/stripe", key)
        shelf = self.world.shelf(self.world.platform)
        for endpoint in endpoints:
            with self.world.store.transaction():
                _register(shelf, endpoint)

    def router(self) -> Router:
        """Return all addresses."""
        return Router(
            "/stripe",
            route_handlers=[
                api,
                *(checkout.checkout, checkout.pay, authenticate.ask, authenticate.answer),
                *(onboarding.onboarding, onboarding.press),
                receipt.receipt,
                *(invoice.invoice_page, invoice.pay_invoice, portal.portal_page, portal.press_portal),
                *switches.HANDLERS,
                *events.HANDLERS,
                *page.HANDLERS,
            ],
            dependencies={"world": Provide(lambda: self.world, sync_to_thread=False)},
            exception_handlers={Refusal: _refused},
        )

    @asynccontextmanager
    async def running(self, _app: Litestar) -> AsyncIterator[None]:
        """Deliver events while the application serves."""
        task = asyncio.create_task(deliver_forever(self.world))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self.world.store.close()


def _register(shelf: Shelf, endpoint: Endpoint) -> None:
    """Have everything sent to an endpoint; what concerns accounts of the second version comes by thin events."""
    name = "we_connected" if endpoint.connect else "we_own"
    webhook_endpoint.register(shelf, name, endpoint.url, endpoint.secret, connect=endpoint.connect)
    if not endpoint.connect:
        event_destination.register(shelf, "ed_own", endpoint.url, endpoint.secret)


def _refused(_request: Http, refusal: Refusal) -> Response[str]:
    return Response(str(refusal), status_code=refusal.status, media_type="text/plain")
