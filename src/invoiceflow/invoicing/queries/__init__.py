"""Reads of drafts and invoices, for pages, the API and the slices above."""
