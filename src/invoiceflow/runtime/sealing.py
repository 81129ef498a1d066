"""Secrets that we must read again, encrypted where they are stored (Fernet: AES-CBC with an HMAC over it)."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from invoiceflow.runtime.secrets import derived


class Unreadable(Exception):
    """What was sealed cannot be opened with any of the secret keys, or was changed."""


class Sealer:
    """Seals with the present secret key, and opens what it or one of the former ones has sealed, for one purpose."""

    def __init__(self, secret_key: str, previous: tuple[str, ...], purpose: str) -> None:
        keys = [Fernet(urlsafe_b64encode(derived(key, purpose))) for key in (secret_key, *previous)]
        self._newest, self._keys = keys[0], MultiFernet(keys)

    def seal(self, text: str, *, owner: str) -> str:
        """Return the text, unreadable and bound to its owner: moved to another's row it opens nothing."""
        return self._newest.encrypt(f"{owner} {text}".encode()).decode()

    def open(self, sealed: str, *, owner: str) -> str:
        """
        Return what was sealed for the owner.

        Raises:
            Unreadable: it was sealed with another key, for another owner, or changed.
        """
        try:
            bound_to, _, text = self._keys.decrypt(sealed.encode()).decode().partition(" ")
        except InvalidToken as error:
            raise Unreadable from error
        if bound_to != owner:
            raise Unreadable
        return text

    def is_current(self, sealed: str) -> bool:
        """Return whether the present key sealed it, so that it outlives the former ones."""
        try:
            self._newest.decrypt(sealed.encode())
        except InvalidToken:
            return False
        return True
