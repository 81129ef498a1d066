"""What a tenant sees of its business: overview, lists, one invoice, news. It changes things by others' actions only."""
