"""The accounts of a tenant's ledger, one set for each currency."""

from enum import StrEnum


class Account(StrEnum):
    """
    Where money stands. A debit is positive and a credit negative, in every account.

    So what clients owe and what the bank holds are above zero, and what was earned, what is owed to the tax
    office and what is owed back to clients are below it. Everything together is zero at any moment.
    """

    RECEIVABLE = "receivable"
    """What clients still owe on issued invoices."""

    BANK = "bank"
    """What clients paid, wherever it lies; without what Stripe still holds."""

    REVENUE = "revenue"
    """What was earned, without tax."""

    TAX = "tax"
    """What is owed to the tax office."""

    ROUNDING = "rounding"
    """What typed gross prices differ from net and tax (EN 16931 BT-114)."""

    CLIENT_CREDIT = "client_credit"
    """What clients paid beyond their invoice, and can ask back."""

    CLEARING = "clearing"
    """What clients paid through Stripe, and Stripe holds until it pays out."""

    DISPUTED = "disputed"
    """What Stripe took back for disputes that are not decided yet."""

    FEES = "fees"
    """What Stripe kept for its work."""
