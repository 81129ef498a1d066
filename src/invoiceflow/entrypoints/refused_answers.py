"""With which statuses the API refuses, and what each says: for its description, which the API is tried against."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status besides success: its name in the description, and its meaning."""

    name: str
    about: str


REFUSALS = {
    400: Refusal("Malformed", "The body is not JSON."),
    401: Refusal("Unauthenticated", "There is no API key, or it is unknown, revoked or expired."),
    403: Refusal("Forbidden", "The key lacks the scope, or the tenant is being deleted."),
    404: Refusal("Missing", "There is no such thing in the key's tenant."),
    409: Refusal("Refused", "The present state forbids it; `code` says what does."),
    413: Refusal("TooLarge", "The body is too large."),
    415: Refusal("MediaType", "The body does not say that it is application/json."),
    422: Refusal("Invalid", "Fields or parameters are broken; `errors` names each of them."),
    429: Refusal("TooMany", "Too many requests; `Retry-After` says in how many seconds to try again."),
    503: Refusal("Unavailable", "Nothing was changed; try again in a moment."),
}
_ALWAYS = frozenset({401, 403, 429, 503})


def refusals_of(operation: dict[str, Any], method: str, path: str) -> list[int]:
    """Return every status besides success that an operation of the description answers with, in their order."""
    found, has_body = set(_ALWAYS), "requestBody" in operation
    if "{" in path:
        found.add(404)
    if has_body:
        found |= {400, 415}
    if method != "get":
        found |= {409, 413}
    if path.endswith("/pdf"):
        found.add(409)  # a draft has none
    if has_body or any(each["in"] != "path" for each in operation.get("parameters", ())):
        found.add(422)
    return sorted(found)
