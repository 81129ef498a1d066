"""People: sign-in with a provider, and sessions. A person is (issuer, subject), never an email address."""
