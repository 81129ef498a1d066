"""Failures that the product foresees, by kind. No HTTP here: the shell maps kinds to statuses once."""

from dataclasses import dataclass

from invoiceflow.kernel.limit import Limit, span
from invoiceflow.kernel.permission import Permission


@dataclass(frozen=True, slots=True)
class FieldError:
    """
    What is wrong with one field.

    ``pointer`` is an RFC 6901 JSON pointer (``/lines/0/quantity``); ``code`` is stable, ``message`` is for
    people and says the way out.
    """

    code: str
    pointer: str
    message: str


class Expected(Exception):
    """
    A failure the product foresees. Never reported as a crash.

    ``code`` is stable and documented (``invoice.not_a_draft``).
    """

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Missing(Expected):
    """The thing named does not exist for this tenant."""

    code = "not_found"


class Gone(Missing):
    """The thing named was there for a while, which is over."""

    code = "gone"


class Refused(Expected):
    """
    The request is well formed; the present state forbids it.

    ``way_out`` is a place that helps, where there is one: its name, its address below the tenant's own, and what it
    takes to go there.
    """

    code = "refused"
    way_out: tuple[str, str, Permission] | None = None


class Forbidden(Expected):
    """
    The actor may not do this, whatever the state.

    ``challenge`` says to a program what its key lacks, as ``WWW-Authenticate`` does (RFC 6750, 3.1).
    """

    code = "forbidden"
    challenge = ""


class Unauthenticated(Expected):
    """
    Nobody is signed in, or the key is not valid.

    ``challenge`` says to a program how it proves itself, as ``WWW-Authenticate`` does (RFC 9110, 11.6.1).
    """

    code = "unauthenticated"
    challenge = ""


class Unproven(Expected):
    """The message does not prove whom it is from. No sign-in would help, so it is no ``Unauthenticated``."""

    code = "webhook.signature"


class TooMany(Expected):
    """It was done too often, for whichever ``limit``. It may be tried again after ``retry_seconds``."""

    code = "rate_limited"

    def __init__(self, retry_seconds: int, limit: Limit | None = None) -> None:
        told = f"The limit is {limit.in_words}. " if limit else ""
        super().__init__(f"{told}Nothing was done. Try again in {span(retry_seconds)}.")
        self.retry_seconds = retry_seconds


class Invalid(Expected):
    """The input breaks rules that the sender can fix; every broken field is named at once."""

    code = "invalid"

    def __init__(
        self, errors: tuple[FieldError, ...], message: str = "Some fields need another look."
    ) -> None:
        super().__init__(message)
        self.errors = errors

    @classmethod
    def field(cls, pointer: str, code: str, message: str) -> "Invalid":
        """Return the error of a single field."""
        return cls((FieldError(code, pointer, message),))
