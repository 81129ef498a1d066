"""The public API of clients, items and tax rates."""
