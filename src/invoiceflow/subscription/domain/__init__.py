"""Plans, what they allow, and where a tenant stands. Pure."""
