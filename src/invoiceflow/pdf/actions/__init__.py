"""What this slice can do: lay an invoice out on paper, and draw what belongs on it."""
