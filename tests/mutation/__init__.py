"""Holes that are planted, one at a time, to see that the tests find them: `./run mutate`."""
