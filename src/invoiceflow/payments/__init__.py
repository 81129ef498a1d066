"""Money coming in: payments by hand, reversals, and the double-entry ledger."""
