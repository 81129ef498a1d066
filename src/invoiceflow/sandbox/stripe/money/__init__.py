"""What is paid, from a payer's means to the balance: intents, charges, refunds."""
