"""
Everything that one command needs on a machine with no services: real PostgreSQL and Valkey from wheels.

`supervisor` starts, watches and stops the children; `postgres` and `valkey` know one server each.
Production starts none of this: there, the settings name servers that others run.
"""
