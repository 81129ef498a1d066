"""What is sold, for how much, and how it is billed."""
