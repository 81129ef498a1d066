"""
A system of small children under the real supervisor, for tests to start as a process of its own.

`python small_system.py DATA CHILD ...`: a child is `sleeper`, `deaf` (the kernel will not end it with its
parent), `failing` (ends by itself at once), `polite` (says goodbye after an error), `chatty` (writes a
line first), or `postgres`.
"""

import sys
from pathlib import Path

from invoiceflow.entrypoints.development import state
from invoiceflow.entrypoints.development.child import Program
from invoiceflow.entrypoints.development.folder import DataFolder
from invoiceflow.entrypoints.development.listening import Listening
from invoiceflow.entrypoints.development.postgres import Postgres
from invoiceflow.entrypoints.development.serving import serve
from invoiceflow.entrypoints.development.supervisor import Server, Supervisor, say

CODE = {
    "sleeper": "import time; time.sleep(600)",
    "deaf": "import ctypes, time; ctypes.CDLL(None).prctl(1, 0, 0, 0, 0); open('deaf', 'w').close(); time.sleep(600)",
    "chatty": "import time; print('GET / was served', flush=True); time.sleep(600)",
    "polite": "import sys; print('[ERROR] Unexpected exit from worker-1'); sys.exit('[INFO] see ya!')",
    "failing": "import sys; sys.exit('the dog ate it')",
}


def server(kind: str, data: DataFolder) -> Server:
    if kind == "postgres":
        now = state.load(data.path / "state.json")
        state.save(now, data.path / "state.json")
        log = data.logs / "postgresql.log"
        return Postgres(data.path / "postgres", log, now.ports.postgres, now.passwords)
    command = [sys.executable, "-c", CODE[kind]]
    return Listening(Program(kind.title(), command, data.logs / f"{kind}.log", folder=data.path))


def main() -> int:
    data = DataFolder(Path(sys.argv[1]))

    def bring_up(supervisor: Supervisor) -> None:
        supervisor.start([server(kind, data) for kind in sys.argv[2:]])
        supervisor.wait()
        say("up")

    return serve(data, bring_up)


if __name__ == "__main__":
    sys.exit(main())
