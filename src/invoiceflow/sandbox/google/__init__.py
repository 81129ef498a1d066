"""
A stand-in for Google's sign-in: OpenID Connect, authorization code flow.

Stricter than the real one where strictness finds faults: PKCE (S256) is required, a code dies at its first
use, right or wrong, and nothing is forgiven in a redirect address. `POST /google/faults` makes the next ID
token wrong in a chosen way.
"""
