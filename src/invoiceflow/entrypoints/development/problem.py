"""What a person at the terminal reads when something cannot be done."""


class Problem(Exception):
    """One clear sentence, printed without a traceback; the command then ends with status 1."""
