"""Pages and API of drafts and invoices."""
