"""Periods, ages of debts, and the geometry of charts. Pure."""
