r"""
Run roles.sql where there is no psql: in the image, against a server that somebody else runs.

Of psql this knows what that file uses: comments, ``\getenv``, ``:'variable'``, ``\gexec`` and ``\connect``.
"""

import re
from collections.abc import Iterator, Mapping

import psycopg
from psycopg import sql

_VARIABLE = re.compile(r":'(\w+)'")
_WORD = re.compile(r"\\(\w+)(.*)")
_THEN_RUN = r"\gexec"


def make(script: str, url: str, environ: Mapping[str, str]) -> None:
    """
    Make or correct roles, passwords, database and rights, each statement by itself, as psql does.

    ``url`` is the administrator's. The server is told verifiers, not passwords, so that none can stand in its logs.

    Raises:
        KeyError: the environment lacks a password.
        psycopg.Error: the server refuses something.
    """
    session = _Session(url, environ)
    try:
        for text in _statements(script):
            session.take(text)
    finally:
        session.close()


def _statements(script: str) -> Iterator[str]:
    r"""Yield each statement with its ending, ``;`` or ``\gexec``, and each other line that begins with a backslash."""
    lines: list[str] = []
    for line in script.splitlines():
        if not line.strip() or line.startswith("--"):
            continue
        if line.startswith("\\"):
            yield line
            continue
        lines.append(line)
        if line.endswith((";", _THEN_RUN)):
            yield "\n".join(lines)
            lines = []
    if lines:
        raise ValueError(f"the script ends in the middle of a statement: {lines[0]}")


class _Session:
    r"""What psql keeps between two statements: its variables, and one connection, which ``\connect`` replaces."""

    def __init__(self, url: str, environ: Mapping[str, str]) -> None:
        self._url = url
        self._environ = environ
        self._variables: dict[str, str] = {}
        self._connection = psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        self._connection.close()

    def take(self, text: str) -> None:
        found = _WORD.fullmatch(text)
        if found:
            self._obey(found[1], found[2].split())
        elif text.endswith(_THEN_RUN):
            rows = self._connection.execute(_as_query(text.removesuffix(_THEN_RUN))).fetchall()
            for (statement,) in rows:
                self._connection.execute(_as_query(statement))
        else:
            self._connection.execute(_as_query(_VARIABLE.sub(self._value, text)))

    def _obey(self, word: str, words: list[str]) -> None:
        if word == "getenv":
            self._variables[words[0]] = self._verifier(words[1])
        elif word == "connect":
            self._connection.close()
            self._connection = psycopg.connect(self._url, autocommit=True, dbname=words[0])
        elif word != "set":  # stopping at the first error, which is how this works anyway
            raise ValueError(f"psql's \\{word} is not known here")

    def _verifier(self, name: str) -> str:
        """Return what the server keeps of the password in IF_APP_PASSWORD, say, of the login if_app."""
        login = name.removesuffix("_PASSWORD").lower()
        password = self._environ[name].encode()
        return self._connection.pgconn.encrypt_password(password, login.encode(), b"scram-sha-256").decode()

    def _value(self, found: re.Match[str]) -> str:
        return sql.Literal(self._variables[found[1]]).as_string(self._connection)


def _as_query(text: str) -> bytes:
    """Return a text of roles.sql, or one that the server made of it, as psycopg takes what is no literal."""
    return text.encode()
