"""Ports and secrets that a data folder keeps from one start to the next."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from secrets import token_hex

from invoiceflow.entrypoints.development.network import free_port, free_ports, keep
from invoiceflow.entrypoints.development.postgres import ROLES
from invoiceflow.entrypoints.development.problem import Problem


@dataclass(frozen=True, slots=True)
class Ports:
    """Loopback ports of the embedded servers."""

    postgres: int
    valkey: int
    sandbox: int
    smtp: int


@dataclass(frozen=True, slots=True)
class State:
    """
    What is decided once per data folder.

    `roles` is the digest of the script that made the roles, `migrations` that of the migrations that were
    applied, which led to `revision`. `seeded` says that it was decided whether there is a demo tenant, `demo` that
    there is one.
    """

    ports: Ports
    passwords: dict[str, str]
    valkey_password: str
    secret_key: str
    google_client_secret: str
    stripe_secret: str = field(default_factory=lambda: token_hex(24))
    roles: str = ""
    migrations: str = ""
    revision: str = ""
    seeded: bool = False
    demo: bool = False


def load(file: Path) -> State:
    """
    Return the state in the file, with another port for each that is taken by now; fresh where none is.

    Raises:
        Problem: the file is not one of ours.
    """
    state = read(file)
    if state is None:
        return _fresh()
    kept = {name: port if keep(port) else free_port() for name, port in asdict(state.ports).items()}
    return replace(state, ports=Ports(**kept))


def read(file: Path) -> State | None:
    """Return the state in the file as it stands. Raises Problem for a file that is not one of ours."""
    try:
        fields = json.loads(file.read_text())
        return State(**{**fields, "ports": Ports(**fields["ports"])})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError):
        raise Problem(
            f"{file} is damaged: restore it, or start afresh with another folder by --data."
        ) from None


def save(state: State, file: Path) -> None:
    """Replace the file at once, readable by its owner only."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(asdict(state), indent=1))
    fresh.replace(file)


def _fresh() -> State:
    return State(
        ports=Ports(*free_ports(4)),
        passwords={role: token_hex(24) for role in ROLES},
        valkey_password=token_hex(24),
        secret_key=token_hex(32),
        google_client_secret=token_hex(24),
    )
