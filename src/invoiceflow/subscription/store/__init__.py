"""Rows of subscriptions and of usage."""
