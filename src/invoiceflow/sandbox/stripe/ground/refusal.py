"""How Stripe says no."""

from typing import Any, Literal

from invoiceflow.sandbox.stripe.ground.wire import Json

Kind = Literal["invalid_request_error", "card_error", "idempotency_error", "api_error"]


class Refusal(Exception):
    """
    An answer with `status` and an error object. A refusal that `keeps` is one after the work: a declined charge
    exists, and its idempotency key gets the same answer again.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: Kind = "invalid_request_error",
        keeps: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps = keeps
        self.error: Json = {"type": kind, "message": message}
        self.error |= {name: value for name, value in more.items() if value is not None}


def missing(kind: str, name: str, param: str = "id") -> Refusal:
    """Return the refusal of an id that is nothing in this account."""
    text = f"No such {kind}: '{name}'"
    return Refusal(text, status=404, code="resource_missing", param=param)


def wrong_state(message: str, code: str, **more: Any) -> Refusal:
    """Return the refusal of what the object's present state forbids."""
    return Refusal(message, code=code, **more)


def wrong_value(param: str, message: str, code: str = "parameter_invalid") -> Refusal:
    """Return the refusal of one parameter's value."""
    return Refusal(message, code=code, param=param)
