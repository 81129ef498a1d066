"""Typst: worker processes that typeset, and the pool that the rest of the program talks to."""
