"""Drafts, issuing, numbering and what an issued invoice owes. An issued invoice never changes."""
