"""The roles that a sign-in provider plays, and whoever keeps what a person is called."""

from dataclasses import dataclass
from typing import Protocol

from invoiceflow.identity.domain.session import Identity
from invoiceflow.identity.domain.way import Way
from invoiceflow.kernel.ids import PersonId


class ProviderRefused(Exception):
    """The provider's answer does not hold: wrong signature, audience, nonce or time, or a code that is not its own."""


class UnverifiedEmail(ProviderRefused):
    """The provider itself does not vouch for an email address of the person."""


class ProviderAway(Exception):
    """The provider does not answer, or with an error of its own."""


@dataclass(frozen=True, slots=True)
class Callback:
    """What a browser brought back. ``issuer`` is who the answer says that it is from, where it does (RFC 9207)."""

    code: str
    issuer: str = ""


class Provider(Protocol):
    """A provider of identities over OAuth 2."""

    @property
    def way(self) -> Way:
        """Return the way to sign in that this provider is."""
        ...

    async def authorization_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """
        Return where the browser is sent.

        Raises:
            ProviderAway: the provider does not answer.
        """
        ...

    async def identity(self, callback: Callback, *, nonce: str, verifier: str) -> Identity:
        """
        Return who the code stands for.

        Raises:
            ProviderRefused: the answer is another issuer's, or the code or what it leads to does not hold.
            ProviderAway: the provider does not answer.
        """
        ...


class Memberships(Protocol):
    """Where a person is a member, which this slice knows nothing of."""

    async def tell(self, person_id: PersonId) -> None:
        """Let every tenant of a person know what they are called, and where they are written to, now."""
        ...
