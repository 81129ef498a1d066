"""What can be done about a tenant's plan."""
