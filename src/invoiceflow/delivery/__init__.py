"""Brings an issued invoice to its client: email, the public page, and what became of both."""
