"""A person's own pages, below /account: about them, how they sign in, their sessions, their second factor."""

from invoiceflow.identity.web.own import about, security, sessions, ways

handlers = [*about.handlers, *ways.handlers, *sessions.handlers, *security.handlers]
