"""A stand-in for the mail service of AWS: what it takes lies in the mail catcher."""
