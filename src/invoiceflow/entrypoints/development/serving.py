"""One run from its start to its end, whatever it consists of."""

import sys
from collections.abc import Callable

from invoiceflow.entrypoints.development.folder import DataFolder
from invoiceflow.entrypoints.development.leftovers import Records
from invoiceflow.entrypoints.development.problem import Problem
from invoiceflow.entrypoints.development.supervisor import Supervisor, ending_well, say


def serve(data: DataFolder, bring_up: Callable[[Supervisor], None]) -> int:
    """
    Hold the folder, bring a system up in it, and watch it until a signal comes or a child fails.

    Returns the exit status: 0 after a signal, 1 after saying in one sentence what went wrong. Either way
    nothing that was started runs any more.
    """
    supervisor = Supervisor(Records(data.records))

    def stop() -> None:
        data.settings.unlink(missing_ok=True)
        supervisor.stop()

    try:
        with data.held(), ending_well(stop):
            supervisor.records.end_all()
            data.settings.unlink(missing_ok=True)
            bring_up(supervisor)
            supervisor.watch()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    say("Stopped.")
    return 0
