"""What the pages of this slice ask of a request."""

from invoiceflow.kernel.permission import Permission
from invoiceflow.web.given import Request
from invoiceflow.web.guards import actor_of


def can_edit(request: Request) -> bool:
    """Return whether the member may change what is shown."""
    return actor_of(request).may(Permission.EDIT_CLIENTS)


def revision_in(form: dict[str, str]) -> int:
    """Return the revision that the form was made of; what is no number is never the present one."""
    number = form.get("revision", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
