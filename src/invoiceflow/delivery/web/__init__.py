"""The public page of an invoice, and sending it from the product."""
