"""Send an invoice, deliver its e-mail, record that it was seen."""
