"""`invoiceflow COMMAND`: find the command, hand it its settings, turn foreseen failures into a sentence."""

import importlib
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from invoiceflow.entrypoints.development import environment
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.kernel.errors import Expected, Invalid
from invoiceflow.runtime.secret_files import take_from_files
from invoiceflow.runtime.settings import BadSettings


@dataclass(frozen=True, slots=True)
class Command:
    """
    One command: the words that a person types, the module in `commands` that runs it, what it does.

    With `alone` it needs no settings, and so no system that runs.
    """

    words: str
    module: str
    help: str
    alone: bool = False


COMMANDS: Final = (
    Command("env", "env", "print the effective settings as KEY=value lines"),
    Command("serve", "serve", "serve the web application"),
    Command("worker", "worker", "run the jobs of the queue"),
    Command(
        "health",
        "health",
        "ask the web process here whether it works, or the worker whether it lives",
        alone=True,
    ),
    Command("tenant create", "tenant_create", "open a tenant"),
    Command("tenant plan", "tenant_plan", "give a tenant a plan for nothing"),
    Command("tenant export", "tenant_export", "write everything that a tenant has into a ZIP file"),
    Command("apikey create", "apikey_create", "print a new API key of a tenant"),
    Command("audit anchor", "audit_anchor", "write down how every audit chain ends now"),
    Command("audit check", "audit_check", "verify an exported audit log, without any server", alone=True),
    Command(
        "inbox list",
        "inbox_list",
        "list what of Stripe's messages could not be applied, waits, or is nobody's",
    ),
    Command("inbox show", "inbox_show", "show what came of Stripe about one object"),
    Command("inbox replay", "inbox_replay", "have Stripe asked again about what could not be applied"),
    Command("logins", "logins", "make the database and its logins on another's server", alone=True),
    Command("migrate", "migrate", "bring the database to the newest schema"),
    Command("seed", "seed", "fill an empty database with the demo tenant"),
    Command("openapi", "openapi", "print the API's OpenAPI description", alone=True),
    Command("verify", "verify", "recompute the books of every tenant; exit 1 on any difference"),
)


class Implementation(Protocol):
    """What a module in `commands` provides."""

    def configure(self, parser: ArgumentParser) -> None:
        """Add the arguments of the command."""

    def run(self, arguments: Namespace) -> int:
        """Run the command; return the exit status."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name; return its exit status: 0, 1 for a failure, 2 for a misuse."""
    words = list(sys.argv[1:] if words is None else words)
    if not words or words[0] in ("help", "-h", "--help"):
        print(_overview())
        return 0
    command = _find(words)
    if command is None:
        print(f"There is no command '{' '.join(words[:2])}'.\n\n{_overview()}", file=sys.stderr)
        return 2
    return _run(command, words[len(command.words.split()) :])


def _run(command: Command, rest: Sequence[str]) -> int:
    module = importlib.import_module(f"invoiceflow.entrypoints.commands.{command.module}")
    implementation = cast("Implementation", module)
    parser = ArgumentParser(prog=f"invoiceflow {command.words}", description=command.help)
    implementation.configure(parser)
    arguments = parser.parse_args(rest)
    try:
        if not command.alone:
            take_from_files(os.environ)
            environment.load(os.environ)
        return implementation.run(arguments)
    except (Problem, Expected, BadSettings) as error:
        print(_told(error), file=sys.stderr)
        return 1


def _told(error: Exception) -> str:
    """Return a failure in words; one of several fields in a line for each."""
    if not isinstance(error, Invalid):
        return str(error)
    return "\n".join(f"{each.pointer.lstrip('/')}: {each.message}" for each in error.errors)


def _find(words: Sequence[str]) -> Command | None:
    fits = [command for command in COMMANDS if words[: len(command.words.split())] == command.words.split()]
    return max(fits, key=lambda command: len(command.words), default=None)


def _overview() -> str:
    width = max(len(command.words) for command in COMMANDS)
    lines = [f"  {command.words.ljust(width)}  {command.help}" for command in COMMANDS]
    return "\n".join(("invoiceflow COMMAND [--help]", "", *lines))


if __name__ == "__main__":
    sys.exit(main())
