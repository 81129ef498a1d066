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

    Returns the exit status: 0 after a signal, 1 after saying in one sentence what went wrong.
    """

    def bring_up_and_watch(supervisor: Supervisor) -> None:
        bring_up(supervisor)
        supervisor.watch()

    status = carry_out(data, bring_up_and_watch)
    if status == 0:
        say("Stopped.")
    return status


def carry_out(data: DataFolder, act: Callable[[Supervisor], None]) -> int:
    """
    Hold the folder and do something in it, to its end or until a signal comes.

    Returns the exit status: 0, or 1 after saying in one sentence what went wrong. Either way nothing that was started
    runs any more.
    """
    supervisor = Supervisor(Records(data.records))

    def stop() -> None:
        data.settings.unlink(missing_ok=True)
        supervisor.stop()

    try:
        with data.held(), ending_well(stop):
            supervisor.records.end_all()
            data.settings.unlink(missing_ok=True)
            act(supervisor)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0
