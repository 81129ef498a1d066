"""
A Stripe to talk to: the official SDK speaks to it as to the real one, and people press its hosted pages.

`ground` keeps things (objects, events, answers, what falls due) in one SQLite file. The kinds of objects, a module
each with its ROUTES: `accounts` (who), `money` (what is paid), `trouble` (disputes, warnings), `selling` (what is
sold). `desk` takes requests, with keys, idempotency and errors as Stripe has them, and sends events out; `hosted`
are the pages that payers and tenants see; `control` moves the clock, spoils answers and events, and shows what is
there.

What it promises is what the product uses. Amounts, states and events follow Stripe's documents and the SDK's
types; fees and delays are made up, and each says so.
"""
