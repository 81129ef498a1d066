"""Which key opens which account, and which accounts were connected to it."""

import hashlib

from invoiceflow.sandbox.stripe.ground.ids import new_id
from invoiceflow.sandbox.stripe.ground.refusal import Refusal
from invoiceflow.sandbox.stripe.ground.store import Store

_PREFIXES = ("sk_test_", "rk_test_")


def open_platform(store: Store, key: str) -> str:
    """
    Return the account that a key opens, from now on where it opened none.

    Raises:
        ValueError: no key of a test mode; a live key has no business here.
    """
    if not key.startswith(_PREFIXES):
        raise ValueError("a key for the stand-in begins with sk_test_ or rk_test_")
    # The same key opens the same account in every data folder, so that what refers to it can be kept.
    name = f"acct_{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    store.run("INSERT OR IGNORE INTO account (id, platform, key) VALUES (?, ?, ?)", name, name, key)
    return name


def connect(store: Store, platform: str) -> str:
    """Return a new account that belongs to a platform."""
    name = new_id("acct", 16)
    store.run("INSERT INTO account (id, platform) VALUES (?, ?)", name, platform)
    return name


def disconnect(store: Store, account: str) -> None:
    """Leave an account to itself: no key opens it any more."""
    store.run("UPDATE account SET platform = id WHERE id = ?", account)


def platform_of_key(store: Store, key: str) -> str:
    """Return the account that a key opens. Raises Refusal with status 401 for any other."""
    row = store.row("SELECT id FROM account WHERE key = ?", key)
    if row is None:
        shown = f"{key[:8]}{'*' * 8}{key[-4:]}" if len(key) > 12 else "none"
        raise Refusal(f"Invalid API Key provided: {shown}", status=401)
    return str(row["id"])


def platform_of(store: Store, account: str) -> str | None:
    """Return the platform that an account belongs to."""
    row = store.row("SELECT platform FROM account WHERE id = ?", account)
    return None if row is None else str(row["platform"])


def acting_for(store: Store, platform: str, account: str) -> str:
    """Return the account that a request names. Raises Refusal with status 403 where it is none of the platform's."""
    if account in ("", platform):
        return platform
    if platform_of(store, account) != platform:
        text = (
            f"The provided key does not have access to account '{account}' (or that account does not exist)."
        )
        raise Refusal(text, status=403, code="account_invalid")
    return account
