"""Pages of a tenant: opening one, its settings and its keys."""
