"""Hosted payment: a session that somebody pays, lets go, or comes too late for."""
