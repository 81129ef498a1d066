"""What other slices' actions do here: record."""
