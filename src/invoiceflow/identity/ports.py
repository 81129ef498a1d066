"""The role that a sign-in provider plays."""

from typing import Protocol

from invoiceflow.identity.domain.session import Identity


class ProviderRefused(Exception):
    """The provider's answer does not hold: wrong signature, audience, nonce or time, or a code that is not its own."""


class UnverifiedEmail(ProviderRefused):
    """The provider itself does not vouch for the person's email address."""


class ProviderAway(Exception):
    """The provider does not answer, or with an error of its own."""


class Provider(Protocol):
    """A provider of identities over OpenID Connect."""

    async def authorization_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """
        Return where the browser is sent.

        Raises:
            ProviderAway: the provider does not answer.
        """
        ...

    async def identity(self, *, code: str, nonce: str, verifier: str) -> Identity:
        """
        Return who the code stands for.

        Raises:
            ProviderRefused: the code or the ID token does not hold.
            ProviderAway: the provider does not answer.
        """
        ...
