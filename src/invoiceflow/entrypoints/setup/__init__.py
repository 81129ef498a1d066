"""
What `./run` does before the product's own packages are there.

Runs under any Python 3.11 with the standard library alone, and imports nothing of the product: it makes the
virtual environment, the browser's assets and the test browser, and hands over. Each part carries a stamp of
what it was made from, so that a second start does none of it.
"""
