"""
A stand-in for an OpenID Connect provider: Google, and any other that an operator names.

Stricter than the real ones where strictness finds faults: PKCE (S256) is required, a code dies at its first
use, right or wrong, and nothing is forgiven in a redirect address. `POST /google/faults` makes the next answer
wrong in a chosen way.
"""
