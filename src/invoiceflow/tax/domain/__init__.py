"""Tax categories, rates and legal texts, pure."""
