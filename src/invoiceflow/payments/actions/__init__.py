"""Record a payment, reverse one; keep the ledger in step with invoices."""
