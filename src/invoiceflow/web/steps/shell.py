"""What the steps need, and which addresses each of them is for."""

from dataclasses import dataclass

from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.redis import JoiningRedis
from invoiceflow.web.steps.address import Network
from invoiceflow.web.visit import ActorLookup

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_PATHS = ("/login", "/app", "/account", "/invitations")
SESSION_PATHS = ("/login", "/app", "/account", "/invitations", "/i/", "/kit")
FILE_PATH = "/files/"  # a link alone opens it: it is nobody's session
OWN_PATHS = ("/app", "/account")  # of who is signed in
LINK_PATHS = ("/i/", "/invitations/", FILE_PATH)  # the address itself is the secret
PRIVATE_PATHS = ("/app", "/account", "/invitations", "/login", "/i/", "/api", FILE_PATH)


@dataclass(frozen=True, slots=True)
class Shell:
    """
    What the pipeline needs. A form may be redirected to ``form_hosts`` (the origin of the sign-in provider).

    Who comes to ``other_host`` (in development "localhost") is led to the address ``only_host``, since cookies and
    the provider's answer belong to one name. Forms that were made under one of ``previous_keys`` still count.
    Only ``trusted_proxies`` are believed where a request came from. ``own_origin`` is what browsers call our pages.
    """

    lookup: ActorLookup
    clock: Clock
    redis: JoiningRedis
    secret_key: str
    secure: bool
    own_origin: str
    previous_keys: tuple[str, ...] = ()
    form_hosts: tuple[str, ...] = ()
    only_host: str = ""
    other_host: str = ""
    trusted_proxies: tuple[Network, ...] = ()
