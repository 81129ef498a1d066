"""Ids as Stripe writes them: what it is, an underscore, letters and digits."""

import secrets
from string import ascii_letters, digits

_SIGNS = ascii_letters + digits


def new_id(prefix: str, length: int = 24) -> str:
    """Return a fresh id, such as `pi_` and 24 signs."""
    return f"{prefix}_{''.join(secrets.choice(_SIGNS) for _ in range(length))}"
