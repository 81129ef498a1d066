"""
A stand-in for GitHub's sign-in: OAuth with PKCE, no ID token, email addresses only over the API.

As strict as the OpenID Connect ones, and as odd as GitHub: the token address answers errors with status 200.
`POST /github/faults` makes the next sign-in wrong in a chosen way.
"""
