"""The web process: Litestar inside the pipeline."""

import gc
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ASGIApp

from invoiceflow.entrypoints import wiring
from invoiceflow.entrypoints.acting import Lookup, Refusals
from invoiceflow.entrypoints.description import describe
from invoiceflow.entrypoints.migrations import newest
from invoiceflow.entrypoints.outside import bucket_of, file_links_of, providers, upload_bucket_of
from invoiceflow.entrypoints.routes import routes
from invoiceflow.entrypoints.stopping import at_stop
from invoiceflow.identity.actions.prove import Desk
from invoiceflow.invoicing.queries.feed import Feeds
from invoiceflow.invoicing.queries.numbers import NumberSeries
from invoiceflow.invoicing.web.links import links_of
from invoiceflow.kernel.limit import api_limits
from invoiceflow.reporting.queries.stored_files import StoredDocuments
from invoiceflow.runtime import logs
from invoiceflow.runtime.readiness import Readiness
from invoiceflow.runtime.sealing import Sealer
from invoiceflow.runtime.settings import Settings, read
from invoiceflow.runtime.stripe import hosted_origins
from invoiceflow.subscription.web.desk import Plans
from invoiceflow.web.api_docs.pages import Description
from invoiceflow.web.body import check_body
from invoiceflow.web.pipeline import Pipeline
from invoiceflow.web.problems import handle
from invoiceflow.web.refusals import note_refusal
from invoiceflow.web.steps.shell import Shell
from invoiceflow.web.unsent import SEAL


def build(world: wiring.World) -> ASGIApp:
    """Return the application inside its pipeline."""
    return Web(world).serve(world)


def shell(world: wiring.World) -> Shell:
    """Return what the pipeline needs of a world."""
    return Shell(
        lookup=_lookup(world),
        clock=world.clock,
        redis=world.redis,
        secret_key=world.settings.secret_key,
        previous_keys=world.settings.secret_keys_previous,
        secure=world.settings.secure,
        own_origin=_origin(world.settings.base_url).lower(),
        form_hosts=form_hosts(world.settings),
        only_host=world.settings.base_url if world.settings.environment == "development" else "",
        other_host=world.settings.base_url.replace("http://127.0.0.1", "localhost"),
        trusted_proxies=tuple(map(ip_network, world.settings.trusted_proxies)),
    )


class Web:
    """
    Every route with its guards, registered once, and the world that they serve.

    A process has one world as long as it lives. Tests have many, one after the other, and would spend most of their
    time on registering the same routes for each.
    """

    def __init__(self, world: wiring.World) -> None:
        self._held: dict[str, object] = {}
        self.litestar = Litestar(
            route_handlers=[Router(path="/", route_handlers=list(routes()))],
            dependencies={name: self._given(name) for name in _held(world)},
            exception_handlers={Exception: handle},
            before_request=check_body,
            lifespan=[_alive(world)],
            after_exception=[note_refusal],
            state=State(),
            openapi_config=None,
            debug=False,
            logging_config=None,
        )
        self.serve(world)

    def serve(self, world: wiring.World) -> ASGIApp:
        """Return the application of a world inside its pipeline. From now on the routes know that world alone."""
        self._held.update(_held(world))
        self.litestar.state.update(_state(world))
        return Pipeline(self.litestar, shell(world))

    def _given(self, name: str) -> Provide:
        def provide() -> Any:
            return self._held[name]

        return Provide(provide, sync_to_thread=False)


def application(world: wiring.World) -> Litestar:
    """Return the application around a world, without its pipeline: every route with its guards."""
    return Web(world).litestar


def _held(world: wiring.World) -> dict[str, object]:
    """Return what handlers are given by its name."""
    return {
        "settings": world.settings,
        "clock": world.clock,
        "database": world.database,
        "reads": world.reads,
        "readiness": Readiness(world.database, world.redis, newest()),
        "redis": world.redis,
        "cache": world.cache,
        "files": world.files,
        "file_links": file_links_of(world.settings, world.clock),
        "live": world.live,
        "mailer": world.mailer,
        "numbers": NumberSeries(),
        "feeds": Feeds(world.reads, links_of(world.settings)),
        "typesetter": world.typesetter,
        "press": wiring.press(world),
        "till": wiring.till(world),
        "plans": Plans(StoredDocuments(), wiring.plan_desk(world)),
        "sns": world.sns,
        "description": Description(describe),
        "postbox": wiring.postbox(world),
        "checking": wiring.checking(world),
        "desk": Desk(world.redis, world.database, providers(world.settings, world.clock)),
    }


def _state(world: wiring.World) -> dict[str, object]:
    """Return what guards and the middle of requests find in the application's state."""
    return {
        "lookup": _lookup(world),
        "refusals": Refusals(world.redis, world.reads, world.database),
        "redis": world.redis,
        "database": world.database,
        "forms": Sealer(*_secrets(world), SEAL),
        "crowd": world.crowd,
        "api_limits": api_limits(world.settings.api_requests_per_second),
    }


def app() -> ASGIApp:
    """Return the application of this process, by its environment."""
    settings = read(os.environ)
    logs.configure(development=settings.development)
    world = wiring.world(settings, database_url=settings.database_url)
    return build(world)


def _lookup(world: wiring.World) -> Lookup:
    return Lookup(world.redis, world.reads, world.database, *_secrets(world))


def _secrets(world: wiring.World) -> tuple[str, tuple[str, ...]]:
    return world.settings.secret_key, world.settings.secret_keys_previous


def _alive(world: wiring.World) -> Callable[[Litestar], Any]:
    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncGenerator[None, None]:
        await world.open()
        world.live.start()
        await world.typesetter.start()
        _settle()
        try:
            # Open pages hold a stream each, which the server would wait for.
            with at_stop(world.live.end_streams):
                yield
        finally:
            await world.close()

    return lifespan


def _settle() -> None:
    """Keep what was loaded once out of every later search for garbage, which would walk all of it again."""
    gc.collect()
    gc.freeze()


def form_hosts(settings: Settings) -> tuple[str, ...]:
    """
    Return the origins that a form may be sent or redirected to.

    From the sign-in page to an offered provider, from the button that downloads an export to the file store, and from
    the buttons that connect and pay to Stripe's pages.
    """
    offered = {
        settings.google_issuer: settings.google_client_id,
        settings.github_base_url: settings.github_client_id,
        settings.oidc_issuer: settings.oidc_client_id,
    }
    hosts = [_origin(address) for address, client_id in offered.items() if client_id]
    bucket, uploading = bucket_of(settings), upload_bucket_of(settings)
    stores = [_origin(settings.files_links_url or bucket.url)] if bucket else []
    taking = [_origin(uploading.url)] if uploading else []
    return tuple(dict.fromkeys([*hosts, *stores, *taking, *hosted_origins(settings)]))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
