"""InvoiceFlow: multi-tenant invoicing whose books are always right."""
