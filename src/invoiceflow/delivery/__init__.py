"""Brings an issued invoice to its client: e-mail, the public page, and what became of both."""
