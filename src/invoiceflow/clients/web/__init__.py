"""Clients, items and tax rates over HTTP: pages, JSON, and the forms of both."""
