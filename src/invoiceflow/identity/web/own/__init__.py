"""A person's own pages, below /account: about them, their sessions, their second factor."""

from invoiceflow.identity.web.own import about, security, sessions

handlers = [*about.handlers, *sessions.handlers, *security.handlers]
