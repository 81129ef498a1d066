"""One draft or invoice."""
