"""
A mail server that delivers nothing: it keeps each message and shows it.

Some recipients are refused, so that bounces can be tried: `bounce...@` always (550), `full...@` always (552),
`delay...@` at the first try of each address (451).
"""
