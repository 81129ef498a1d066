"""What goes on while Redis, which holds the sessions, does not answer."""

from litestar.types import HTTPScope

from invoiceflow.web.problems import unavailable
from invoiceflow.web.steps.shell import SAFE
from invoiceflow.web.visit import Visit


def check_away(http: HTTPScope, visit: Visit) -> None:
    """
    Refuse what needs a session's record: signing in, whatever changes something, and who is not named by fresh claims.

    A client's own pages need none.

    Raises:
        Problem: 503, with the time after which it is worth another try.
    """
    if http["path"].startswith("/i/"):
        return
    reads = http["method"] in SAFE and visit.person is not None
    if not reads or http["path"].startswith("/login"):
        raise unavailable()
