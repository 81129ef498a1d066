"""
One module per command of `invoiceflow`, imported only when its command is given.

Each has `configure(parser)`, which adds its arguments, and `run(arguments)`, which returns the exit status.
A foreseen failure is raised as `Problem` or as a kernel error and becomes one sentence and status 1.
"""
