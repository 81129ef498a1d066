"""The ground: database, queue, Redis, files, mail, clock, settings and logs. Knows no business word."""
