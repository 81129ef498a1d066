"""What the stand-ins of sign-in providers share: people, and OAuth's authorization code flow with PKCE."""
