"""What may become of a payment afterwards: a warning, a review, a dispute."""
