"""The page of a tenant's plan."""
