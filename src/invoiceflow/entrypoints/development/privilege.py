"""
As whom a server runs that refuses to be root.

PostgreSQL will not start as uid 0, and a root shell is what containers and CI give. The server then runs as
`nobody`. Where a folder above it is closed to others (root's home is), it additionally keeps the one
capability that lets it pass through folders; where the kernel refuses that, it runs in a user namespace, in
which root's own files belong to `nobody`.
"""

import ctypes
import os
import pwd
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from invoiceflow.entrypoints.development.problem import Problem

_PR_SET_SECUREBITS = 28
_SECBIT_NO_SETUID_FIXUP = 4
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_READ_SEARCH = 2
_CLONE_NEWUSER = 0x10000000


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a child becomes between fork and exec, and whom its files belong to, as seen from outside."""

    name: str
    owner: int | None
    enter: Callable[[], None]


def _stay() -> None:
    pass


SAME = Identity("same", None, _stay)


def unprivileged(program: Path, folder: Path) -> Identity:
    """
    Return the first identity under which `program` starts and can pass into `folder`.

    An unprivileged person simply stays who they are. A data folder inside `folder` that already exists
    decides by its owner, because a server insists on owning its files.

    Raises:
        Problem: root, and no way to leave it works here.
    """
    if os.geteuid() != 0:
        return SAME
    for way in ways_for_root():
        if _suits(way, folder) and _works(way, program, folder):
            return way
    raise Problem("PostgreSQL refuses to run as root and this system allows no other way: use a normal user.")


def ways_for_root() -> tuple[Identity, ...]:
    """Return the ways in which root can start a program as somebody else, the plainest first."""
    nobody = pwd.getpwnam("nobody")
    return (
        Identity("nobody", nobody.pw_uid, lambda: _drop(nobody)),
        Identity("nobody, passing closed folders", nobody.pw_uid, lambda: _drop_but_search(nobody)),
        Identity("user namespace", 0, lambda: _enter_namespace(nobody)),
    )


def _suits(way: Identity, folder: Path) -> bool:
    data = folder / "data"
    return not data.exists() or data.stat().st_uid == way.owner


def _works(way: Identity, program: Path, folder: Path) -> bool:
    def enter_and_look() -> None:
        way.enter()
        (folder / ".").stat()
        # initdb asks by access(2), which follows rules of its own.
        if not os.access(program, os.X_OK):
            raise PermissionError(program)

    try:
        done = subprocess.run(
            [program, "--version"], preexec_fn=enter_and_look, capture_output=True, check=False, cwd="/"
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _drop(person: pwd.struct_passwd) -> None:
    os.setgroups([])
    os.setresgid(person.pw_gid, person.pw_gid, person.pw_gid)
    os.setresuid(person.pw_uid, person.pw_uid, person.pw_uid)


def _drop_but_search(person: pwd.struct_passwd) -> None:
    # A change of uid clears all capabilities, and access(2) ignores those of a user other than root, unless
    # this bit is set; an exec clears them again, unless they are ambient (man 7 capabilities).
    call("prctl", _PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    _drop(person)
    bit = 1 << _CAP_DAC_READ_SEARCH
    header = struct.pack("II", _CAPABILITY_VERSION_3, 0)
    call("capset", header, struct.pack("IIIIII", bit, bit, bit, 0, 0, 0))
    call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_READ_SEARCH, 0, 0)


def _enter_namespace(person: pwd.struct_passwd) -> None:
    call("unshare", _CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{person.pw_uid} 0 1")
    Path("/proc/self/gid_map").write_text(f"{person.pw_gid} 0 1")


_libc = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: int | bytes) -> None:
    """Call a function of the C library. Raises OSError where it fails, or does not exist (not Linux)."""
    if sys.platform != "linux":
        raise OSError(f"{name} exists on Linux only")
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
