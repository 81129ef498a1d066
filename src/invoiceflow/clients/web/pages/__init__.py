"""Pages of clients, items and tax rates."""
