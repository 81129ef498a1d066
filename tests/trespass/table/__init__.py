"""
How each route is asked, so that it works for whoever owns what it is asked for.

``<kind>`` stands for the id of a thing of that kind, ``<kind:name>`` for one of its own, which the route may use up.
Each such place is where trespassers put a foreign id. A path's placeholders are things by their names (``THINGS``)
unless the row says otherwise. ``foreign`` are answers to a foreign id, besides 401, 403 and 404, that tell nothing
either: they must be the same for an id that does not exist, as must all.
"""

from trespass.table.catalogue import CATALOGUE
from trespass.table.invoices import INVOICES
from trespass.table.payments import PAYMENTS
from trespass.table.people import OPEN, OWN
from trespass.table.programs import PROGRAMS
from trespass.table.rows import Ask
from trespass.table.tenant import TENANT

ROUTES: dict[str, Ask] = OPEN | OWN | CATALOGUE | INVOICES | PAYMENTS | TENANT | PROGRAMS
