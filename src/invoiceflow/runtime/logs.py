"""Logs: one event a line, with the request's id, and never the values of a program's variables."""

import logging

import structlog


def configure(*, development: bool) -> None:
    """
    Write events for people in development and as JSON elsewhere.

    Tracebacks name places, not values: variables hold passwords, tokens and what tenants wrote.
    """
    if development:
        plain = structlog.dev.plain_traceback
        last: list[structlog.typing.Processor] = [
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=plain)
        ]
    else:
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
