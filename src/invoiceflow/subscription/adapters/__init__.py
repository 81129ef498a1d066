"""Stripe, where plans are paid for."""
