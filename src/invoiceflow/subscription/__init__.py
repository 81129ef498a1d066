"""What a tenant pays us: plans, limits and usage."""
