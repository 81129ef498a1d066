"""The file that everything is in. What one request did is there as a whole or not at all, also after kill -9."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from invoiceflow.sandbox.stripe.ground.wire import Json

_SCHEMA = Path(__file__).with_name("schema.sql")


class Store:
    """One connection, used by one thread."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sql = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._sql.row_factory = sqlite3.Row
        # The system keeps written pages when a process is killed; only a power cut could lose the last of them.
        self._sql.execute("PRAGMA journal_mode = WAL")
        self._sql.execute("PRAGMA synchronous = NORMAL")
        self._sql.executescript(_SCHEMA.read_text())

    def close(self) -> None:
        """Close the file."""
        self._sql.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit what happens within, or undo all of it where it raises."""
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._sql.execute("ROLLBACK")
            raise
        self._sql.execute("COMMIT")

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take back what happens within, and go on with the transaction around it."""
        self._sql.execute("SAVEPOINT undone")
        try:
            yield
        finally:
            self._sql.execute("ROLLBACK TO undone")
            self._sql.execute("RELEASE undone")

    def rows(self, sql: str, *values: object) -> Sequence[sqlite3.Row]:
        """Return what a statement finds."""
        return self._sql.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> sqlite3.Row | None:
        """Return the first that a statement finds."""
        found: sqlite3.Row | None = self._sql.execute(sql, values).fetchone()
        return found

    def run(self, sql: str, *values: object) -> int:
        """Carry out a statement; return how many rows it touched."""
        return self._sql.execute(sql, values).rowcount

    def put(self, account: str, body: Json) -> None:
        """Keep an object in its present state, at its old place where it has one."""
        self.run(
            "INSERT INTO object (account, kind, id, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (account, id) DO UPDATE SET body = excluded.body",
            *(account, body["object"], body["id"], json.dumps(body)),
        )

    def get(self, account: str, kind: str, name: str) -> Json | None:
        """Return an object of an account."""
        row = self.row(
            "SELECT body FROM object WHERE account = ? AND kind = ? AND id = ?", account, kind, name
        )
        return None if row is None else _object(row["body"])

    def any_kind(self, account: str, name: str) -> Json | None:
        """Return an object of an account, whatever it is."""
        row = self.row("SELECT body FROM object WHERE account = ? AND id = ?", account, name)
        return None if row is None else _object(row["body"])

    def drop(self, account: str, name: str) -> None:
        """Forget an object."""
        self.run("DELETE FROM object WHERE account = ? AND id = ?", account, name)

    def find(self, account: str, kind: str, **fields: object) -> list[Json]:
        """Return the account's objects of a kind whose top-level fields are these, newest first."""
        where = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in fields)
        rows = self.rows(
            f"SELECT body FROM object WHERE account = ? AND kind = ?{where} ORDER BY seq DESC",  # noqa: S608  # names of this program's own
            *(account, kind, *fields.values()),
        )
        return [_object(row["body"]) for row in rows]

    def hidden(self, account: str, name: str) -> Mapping[str, Any]:
        """Return what is known of an object and never sent: a card's number, an endpoint's secret."""
        row = self.row("SELECT hidden FROM object WHERE account = ? AND id = ?", account, name)
        return {} if row is None else _object(row["hidden"])

    def hide(self, account: str, name: str, **facts: object) -> None:
        """Remember facts of an object that are never sent."""
        known = json.dumps({**self.hidden(account, name), **facts})
        self.run("UPDATE object SET hidden = ? WHERE account = ? AND id = ?", known, account, name)

    def setting(self, name: str, default: str) -> str:
        """Return a setting of the stand-in."""
        row = self.row("SELECT value FROM setting WHERE name = ?", name)
        return default if row is None else str(row["value"])

    def set(self, name: str, value: str) -> None:
        """Change a setting of the stand-in."""
        self.run("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, value)


def _object(text: str) -> Json:
    body: Json = json.loads(text)
    return body
