"""What a member or a program can do with drafts and invoices, one verb a file."""
