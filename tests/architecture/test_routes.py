"""Who may enter each route, read from the router itself: a route that forgot its guard can not be merged."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from invoiceflow.web.guards import LASTING, elevated, keyed, long_file, permitted, public, signed_in
from invoiceflow.web.steps.shell import CSRF_PATHS, SESSION_PATHS
from product import every_route

# Everyone may enter these, signed in or not. Whatever is added here is read by strangers: say why in review.
PUBLIC = {
    "GET /login",
    "POST /login/{way:str}",
    "GET /login/{way:str}/callback",
    # Links by email: asked for, opened, agreed to; and an account of one's own where the address is known.
    "POST /login/email",
    "GET /login/email/sent",
    "GET /login/email/{token:str}",
    "POST /login/email/open",
    "POST /login/separate",
    "POST /login/end",
    # Who proved the first factor is asked for the second.
    "GET /login/second",
    "POST /login/second",
    "GET /healthz",
    "GET /readyz",
    # The public site and the design system's own page.
    "GET /",
    "GET /pricing",
    "GET /robots.txt",
    "GET /sitemap.xml",
    "GET /static/{name:path}",
    "GET /kit",
    # A client of a tenant opens an invoice by its unguessable link.
    "GET /i/{token:str}",
    "GET /i/{token:str}/code.svg",
    "GET /i/{token:str}/logo",
    "GET /i/{token:str}/pdf",
    # A file whose link we signed a minute ago, after looking at who asked for it.
    "GET /files/{token:str}",
    "POST /i/{token:str}/pay",
    "POST /i/{token:str}/forget",
    "GET /i/{token:str}/live",
    "GET /i/{token:str}/live/stale",
    # Stripe is known by its signature over the body.
    "POST /webhooks/stripe",
    "POST /webhooks/stripe/connect",
    # So is Amazon's SNS, which tells what became of emails.
    "POST /webhooks/ses",
    # A browser reports what the policy of a page stopped, by itself and without cookies.
    "POST /policy-reports",
    # Whoever was invited looks at the invitation before signing in; accepting it asks for a session in the handler.
    "GET /invitations/{token:str}",
    "POST /invitations/{token:str}",
    # How the API is described, to people and programs.
    "GET /api/docs",
    "GET /api/openapi.json",
}
# Unsafe, and no cookie counts: the message is signed, the address is the secret, or all it does is a line in the log.
PROVEN = {
    *("POST /webhooks/stripe", "POST /webhooks/stripe/connect", "POST /webhooks/ses"),
    *("POST /i/{token:str}/pay", "POST /i/{token:str}/forget", "POST /policy-reports"),
}
# Below /login, yet only for somebody who is signed in already.
CONFIRMING = {"GET /login/confirm", "POST /login/confirm"}
# What may stand behind a person's guard.
MORE: tuple[list[str], ...] = (
    [],
    [elevated.__name__],
    [long_file.__name__],
    [elevated.__name__, long_file.__name__],
)
GUARDS = {guard.__name__ for guard in (public, signed_in, permitted, keyed)}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Entry:
    """One method of one route, with the guards that stand before it (``permitted(READ)`` is "permitted")."""

    method: str
    path: str
    guards: tuple[str, ...]
    streams: bool

    @property
    def name(self) -> str:
        """Return what the entry is called in lists."""
        return f"{self.method} {self.path}"


def entries() -> Iterator[Entry]:
    """Yield every entry of the application, built with addresses at which nothing answers."""
    for route in every_route():
        for handler in route.route_handlers:
            guards = tuple(guard.__qualname__.split(".")[0] for guard in handler.resolve_guards())
            answer = str(handler.parsed_fn_signature.return_type.annotation)
            streams = "Stream" in answer and LASTING not in handler.opt
            for method in sorted(handler.http_methods):
                yield Entry(str(method), route.path, guards, streams)


ENTRIES = [entry for entry in entries() if entry.method != "OPTIONS"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_route_has_one_guard(entry: Entry) -> None:
    """
    A route names who may enter, once: one of our guards.

    Behind a person's, a fresh proof may be asked for, and a turn among long files.
    """
    who, *more = entry.guards
    assert who in GUARDS
    assert more in MORE if who in ("signed_in", "permitted") else more == []


def test_what_is_sent_while_it_is_written_takes_a_turn() -> None:
    """Long files are few at once for a tenant; only what lasts as long as a page is open is not counted."""
    takes_it_itself = {"GET /files/{token:str}"}  # whose tenant stands in the link
    assert {entry.name for entry in ENTRIES if entry.streams} - takes_it_itself == {
        entry.name for entry in ENTRIES if long_file.__name__ in entry.guards
    }


def test_public_routes_are_listed_by_name() -> None:
    """What everyone may enter stands in the list above, and nothing stands there that is not."""
    assert {entry.name for entry in ENTRIES if entry.guards == ("public",)} == PUBLIC


def test_pages_of_a_tenant_ask_for_a_permission() -> None:
    """Under /app/{tenant} only members with a permission enter, and no page asks for one elsewhere."""
    inside = {entry.name for entry in ENTRIES if entry.path.startswith("/app/{tenant:str}")}
    assert {entry.name for entry in ENTRIES if entry.guards[0] == "permitted"} == inside


def test_pages_of_a_person_ask_for_a_session() -> None:
    """Whatever lies under /app and is no tenant's, or under /account, asks for a signed-in person."""
    own = {
        entry.name
        for entry in ENTRIES
        if entry.path.startswith(("/app", "/account")) and "{tenant:str}" not in entry.path
    }
    assert {entry.name for entry in ENTRIES if entry.guards[0] == "signed_in"} == own | CONFIRMING


def test_the_api_asks_for_a_key() -> None:
    """Under /api/v1 only keys enter, and keys enter nowhere else."""
    inside = {entry.name for entry in ENTRIES if entry.path.startswith("/api/v1")}
    assert {entry.name for entry in ENTRIES if entry.guards == ("keyed",)} == inside


def test_nothing_changes_without_a_token_or_a_key() -> None:
    """Unsafe methods exist only where the pipeline asks for the CSRF token, for API keys, and for signed messages."""
    loose = {entry.name for entry in ENTRIES if entry.method in UNSAFE} - PROVEN
    loose -= {entry.name for entry in ENTRIES if entry.path.startswith((*CSRF_PATHS, "/api/v1"))}
    assert loose == set()


def test_sessions_are_read_where_they_are_asked_for() -> None:
    """A guard that needs a person stands only where the pipeline resolves one."""
    asking = [entry for entry in ENTRIES if entry.guards[0] in ("signed_in", "permitted")]
    assert [entry.name for entry in asking if not entry.path.startswith(SESSION_PATHS)] == []
