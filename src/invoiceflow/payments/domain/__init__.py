"""Double entry: what each movement of money writes into the ledger. Pure."""
