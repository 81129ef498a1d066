"""What an entry of the audit chain is, and how its hash is made. Pure."""
