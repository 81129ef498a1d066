"""Reads of payments and of the ledger."""
