"""What a delivery is, who counts as a viewer, and the words that clients read. Pure."""
