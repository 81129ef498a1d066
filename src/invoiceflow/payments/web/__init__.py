"""Payments over HTTP: pages, JSON, and the forms of both."""
