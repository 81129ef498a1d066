"""What a session and a sign-in are. Pure."""
