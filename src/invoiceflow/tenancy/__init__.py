"""Tenants (our customers), their members, roles, settings and API keys."""
