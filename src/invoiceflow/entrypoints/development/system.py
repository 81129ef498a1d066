"""What InvoiceFlow is on one machine: which servers, which steps before it opens, which addresses."""

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from invoiceflow.entrypoints.development import environment, state
from invoiceflow.entrypoints.development.child import Program
from invoiceflow.entrypoints.development.folder import CHECKOUT, DataFolder
from invoiceflow.entrypoints.development.listening import Listening
from invoiceflow.entrypoints.development.network import LOOPBACK, why_closed
from invoiceflow.entrypoints.development.postgres import ROLES_SQL, Postgres
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.development.stand_in_settings import stand_in_settings
from invoiceflow.entrypoints.development.state import State
from invoiceflow.entrypoints.development.supervisor import Server, Supervisor
from invoiceflow.entrypoints.development.valkey import Valkey
from invoiceflow.entrypoints.processes import cli_command, web_command, worker_command

# The ways to sign in whose providers have a stand-in; each comes back to an address of its own.
WAYS: Final = ("google", "github", "oidc")
DEMO: Final = '"Demo owner", or as another demo member, to see the tenant "demo"'
NO_DEMO: Final = "a new person, and open a tenant"


@dataclass(frozen=True, slots=True)
class System:
    """One development system: a data folder, the port of its web pages, and the person's own settings."""

    data: DataFolder
    port: int
    seed: bool
    inherited: Mapping[str, str]

    def open(self, supervisor: Supervisor, say: Callable[[str], None]) -> None:
        """
        Bring everything up and print where it is; return when pages are served.

        Raises:
            Problem: something is in the way.
        """
        if reason := why_closed(self.port):
            raise Problem(f"Port {self.port} is {reason}, or choose one with --port.")
        now = state.load(self._state)
        state.save(now, self._state)
        settings = self.settings(now)
        say("Starting PostgreSQL, Valkey and the stand-ins ...")
        stores = self._stores(now)
        supervisor.start(stores)
        supervisor.start([self._sandbox(now, settings)])
        supervisor.wait(*stores)
        now = self._prepare_database(now, supervisor, settings, say)
        web = self._program("Web", web_command(host=LOOPBACK, port=self.port), settings)
        supervisor.start([Listening(web, (self.port,), "/readyz")])
        supervisor.wait()
        # Only now, so that its start takes no processor from the first page's.
        supervisor.start([Listening(self._program("Worker", worker_command(), settings))])
        environment.write(settings, self.data.settings)
        say(self._addresses(settings, demo=now.demo))

    def settings(self, now: State) -> Mapping[str, str]:
        """Return all settings: the person's own where they name any, else those of the embedded servers."""
        postgres, valkey = self._postgres(now), self._valkey(now)
        ours = {
            "ENVIRONMENT": "development",
            "SECRET_KEY": now.secret_key,
            "BASE_URL": f"http://{LOOPBACK}:{self.port}",
            "REDIS_URL": valkey.url,
            "FILES_DIR": str(self.data.path / "files"),
            **stand_in_settings(now, self.inherited),
        }
        theirs = {name: self.inherited[name] for name in environment.NAMES if self.inherited.get(name)}
        return {**ours, **(_database_urls(postgres) if self._own_database else {}), **theirs}

    @property
    def _own_database(self) -> bool:
        return not self.inherited.get("DATABASE_URL")

    @property
    def _state(self) -> Path:
        return self.data.path / "state.json"

    def _postgres(self, now: State) -> Postgres:
        log = self.data.logs / "postgresql.log"
        return Postgres(self.data.path / "postgres", log, now.ports.postgres, now.passwords)

    def _valkey(self, now: State) -> Valkey:
        log = self.data.logs / "valkey.log"
        return Valkey(self.data.path / "valkey", log, now.ports.valkey, now.valkey_password)

    def _stores(self, now: State) -> Sequence[Server]:
        stores: list[Server] = []
        if self._own_database:
            stores.append(self._postgres(now))
        if not self.inherited.get("REDIS_URL"):
            stores.append(self._valkey(now))
        return stores

    def _sandbox(self, now: State, settings: Mapping[str, str]) -> Listening:
        command = (
            *(sys.executable, "-m", "invoiceflow.sandbox", "--data", str(self.data.path / "sandbox")),
            *("--port", str(now.ports.sandbox), "--smtp-port", str(now.ports.smtp)),
            *(part for way in WAYS for part in ("--redirect-uri", _callback(settings, way))),
            *("--mail-webhook", f"{settings['BASE_URL']}/webhooks/ses"),
            *("--stripe-webhook", f"own={settings['BASE_URL']}/webhooks/stripe"),
            *("--stripe-webhook", f"connected={settings['BASE_URL']}/webhooks/stripe/connect"),
        )
        program = self._program("Stand-ins", command, settings)
        return Listening(program, (now.ports.sandbox, now.ports.smtp))

    def _prepare_database(
        self, now: State, supervisor: Supervisor, settings: Mapping[str, str], say: Callable[[str], None]
    ) -> State:
        now = self._ensure_roles(now)
        now = self._migrate(now, supervisor, settings, say)
        if now.seeded or not self._own_database:
            return now
        if self.seed:
            say("Filling the demo tenant with a year of invoices ...")
            supervisor.run(self._program("Seeding", cli_command("seed"), settings))
        return self._remember(replace(now, seeded=True, demo=self.seed))

    def _ensure_roles(self, now: State) -> State:
        digest = _digest([ROLES_SQL])
        if not self._own_database or now.roles == digest:
            return now
        self._postgres(now).ensure_roles()
        return self._remember(replace(now, roles=digest))

    def _migrate(
        self, now: State, supervisor: Supervisor, settings: Mapping[str, str], say: Callable[[str], None]
    ) -> State:
        # Asking costs a hundredth of what loading the migrations does, which every start would pay.
        digest = _digest(sorted((CHECKOUT / "migrations").rglob("*.py")))
        if self._own_database and now.migrations == digest and now.revision == self._revision(now):
            return now
        say("Bringing the database to the newest schema ...")
        supervisor.run(self._program("Migration", cli_command("migrate"), settings))
        if not self._own_database:
            return now
        return self._remember(replace(now, migrations=digest, revision=self._revision(now)))

    def _revision(self, now: State) -> str:
        return self._postgres(now).psql(
            "SELECT 'SELECT version_num FROM public.alembic_version'"
            " WHERE to_regclass('public.alembic_version') IS NOT NULL \\gexec"
        )

    def _remember(self, now: State) -> State:
        state.save(now, self._state)
        return now

    def _program(self, name: str, command: Sequence[str], settings: Mapping[str, str]) -> Program:
        log = self.data.logs / f"{name.lower()}.log"
        return Program(name, command, log, {**self.inherited, **settings}, CHECKOUT)

    def _addresses(self, settings: Mapping[str, str], *, demo: bool) -> str:
        return "\n".join(
            (
                "",
                "InvoiceFlow is ready.",
                "",
                f"  InvoiceFlow    {settings['BASE_URL']}",
                f"                 sign in as {DEMO if demo else NO_DEMO}",
                f"  API docs       {settings['BASE_URL']}/api/docs",
                f"  Mail catcher   {settings['MAIL_CATCHER_URL']}",
                f"  Stripe         {settings['STRIPE_PAGES_URL']}",
                f"  Data and logs  {self.data.path}",
                "",
                "Press Ctrl-C to stop.",
            )
        )


def _callback(settings: Mapping[str, str], way: str) -> str:
    return f"{way}={settings['BASE_URL']}/login/{way}/callback"


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _database_urls(postgres: Postgres) -> Mapping[str, str]:
    return {
        "DATABASE_URL": postgres.url("if_app"),
        "WORKER_DATABASE_URL": postgres.url("if_worker"),
        "MIGRATION_DATABASE_URL": postgres.url("if_migrator"),
        "DATABASE_SUPERUSER_URL": postgres.url("postgres"),
    }
