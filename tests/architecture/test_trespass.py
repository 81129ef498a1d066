"""Every route is known to those who trespass: what nobody tried is not known to be closed."""

from trespass.asking import routes
from trespass.table import ROUTES
from trespass.table.refused import REFUSED_TO_OWNERS
from trespass.things import FRESH, MAKERS


def test_every_route_is_tried() -> None:
    """A new route gets a row in tests/trespass/table/: how its owner asks it, and what they are answered."""
    assert {route.name for route in routes()} ^ set(ROUTES) == set()


def test_every_place_holds_a_thing_that_can_be_made() -> None:
    """What the table puts into a place is a kind of thing that tests/trespass/things.py makes."""
    kinds = {place.strip("<>").split(":")[0] for route in routes() for place in route.places.values()}
    assert {kind for named in kinds for kind in named.split("|")} <= set(MAKERS) | set(FRESH)


def test_every_id_in_a_path_is_a_place() -> None:
    """No placeholder for an id is filled with a constant, where a foreign id could not be tried."""
    ids = {
        f"path/{part.split(':')[0]}"
        for route in routes()
        for part in route.path.split("{")
        if ":uuid}" in part
    }
    tried = {pointer for route in routes() for pointer in route.places}
    assert ids <= tried


def test_what_is_refused_to_owners_as_well_is_named() -> None:
    """Owners get everything else, so that what others are refused is there: a row that is refused to all says why."""
    assert {name for name, row in ROUTES.items() if row.status >= 400} == set(REFUSED_TO_OWNERS)
