"""Send an invoice, deliver its email, record that it was seen."""
