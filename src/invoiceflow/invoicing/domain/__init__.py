"""The rules of invoices, pure: what they are, how they add up, how they are numbered."""
