"""Why a charge came to nothing, and what helps, in words for the tenant."""

from typing import Final

AUTHENTICATION: Final = "authentication_required"
"""Stripe's code for a bank that wants to hear from the client."""

TO_DO: Final = "Send the pay link"


def declined(code: str, fault: str) -> str:
    """Return what a bank or Stripe said (its code, its sentence), and what the pay link is good for then."""
    if code == AUTHENTICATION:
        return "The bank wants the client to confirm this payment. They can by the pay link."
    said = fault or "The bank did not pay."
    return f"{said} By the pay link the client can pay another way."
