"""What seems to become of emails here, by whom they go to, and how that is told."""
