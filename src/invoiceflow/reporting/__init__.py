"""Reads across the slices and never writes: overview, ageing, verification of the books."""
