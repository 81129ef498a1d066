"""What a tenant sees of its business: the overview, the lists, one invoice and news of changes. Never writes."""
