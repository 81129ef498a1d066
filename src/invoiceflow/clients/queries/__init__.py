"""Reads of clients, items and tax rates: for pages, the API, and the slices above."""
