"""Loads and saves drafts and invoices; the only writer of their tables."""
