"""What Stripe does not have: levers to pull, and a look inside."""
