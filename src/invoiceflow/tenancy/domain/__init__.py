"""What a tenant is, and what its roles may do. Pure."""
