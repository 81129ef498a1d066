"""Open a tenant, edit its settings, make and revoke API keys."""
