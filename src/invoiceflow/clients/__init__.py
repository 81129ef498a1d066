"""Whom tenants invoice, and the items that they sell."""
