"""Checks of `./run check` that no tool brings."""
