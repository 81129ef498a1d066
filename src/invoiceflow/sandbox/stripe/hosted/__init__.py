"""The pages of Stripe's own that payers and tenants press."""
