"""
Trespassing: every route of the router, asked for one tenant's things by everybody whose they are not.

``table`` says how each route is asked, ``tenants`` makes two tenants that can be told apart, ``actors`` who
trespasses, ``asking`` turns a route into requests, ``oracle`` says what was told or changed, ``layers`` takes one of
the two layers away, and ``run`` does it all. The tests are in tests/integration/walls.
"""
