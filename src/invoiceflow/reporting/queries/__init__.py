"""Reads across the slices below, one statement a page where it is hot (runtime/reads.py)."""
