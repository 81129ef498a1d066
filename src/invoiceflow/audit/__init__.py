"""Who did what, when. Append-only and hash-chained per tenant, so that a changed past shows."""
