"""What a client, an item and a tax rate are. Pure."""
