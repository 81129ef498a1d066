"""
One run: everybody trespasses on every route, and then the owner asks for the same and gets it.

But for what the table names as refused to owners as well (``REFUSED_TO_OWNERS``, ``LEFT_UNDONE``).
"""

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Self

import httpx
import msgspec

from invoiceflow.payments.actions.reconcile import reconcile
from invoiceflow.web.frame import TOAST
from invoiceflow.web.shell import Toast
from listening import listening
from trespass.actors import Trespasser, trespassers
from trespass.asking import Route, Sending, Value, filled, neighbour, routes, thing_in
from trespass.layers import LAYERS, Layer
from trespass.oracle import REFUSED, Oracle
from trespass.table.refused import LEFT_UNDONE
from trespass.tenant import Tenant

LOGIN = "/login"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Run:
    """
    Two tenants, and what went wrong, by who asked for what.

    ``asked`` counts requests; ``told`` are the routes that told the owner words of their own. ``statements`` is filled
    by whoever watches the database, ``work`` holds those of the last request alone, ``compared`` is how many were
    held against those for a missing id.
    """

    a: Tenant
    b: Tenant
    trespassers: list[Trespasser]
    oracle: Oracle
    layer: Layer = LAYERS[0]
    wrong: dict[str, list[str]] = field(default_factory=dict)
    asked: int = 0
    told: set[str] = field(default_factory=set)
    statements: list[str] = field(default_factory=list)
    work: tuple[str, ...] = ()
    compared: int = 0

    @property
    def both_layers(self) -> bool:
        """Return whether nothing was taken away."""
        return self.layer.policies and self.layer.filters

    @property
    def faults(self) -> list[str]:
        """Return what went wrong, a line for each request."""
        return [f"{what}: {'; '.join(found)}" for what, found in self.wrong.items()]

    @classmethod
    async def prepared(cls, a: Tenant, b: Tenant, oracle: Callable[[], Awaitable[Oracle]]) -> Self:
        """Make everything that is asked for, and everybody who asks, before anybody watches."""
        known = await trespassers(a, b)
        for place in {place for route in routes() for place in route.places.values()}:
            for tenant in (a, b):
                for as_owner in (True, False):
                    await tenant.thing(thing_in(place, as_owner=as_owner))
        # Now, since the worker does it every five minutes, in the midst of the watch as well.
        for tenant in (a, b):
            await reconcile(tenant.shop.till, tenant.house.tenant_id)
        await a.product.work()
        return cls(a, b, known, await oracle())

    async def trespass(self, *, neighbours_alone: bool = False) -> None:
        """
        Let everybody ask every route for A's things, in A's tenant and in their own.

        ``neighbours_alone``: only those with a tenant of their own, since nobody else gets as far as to the layers.
        """
        for who in self.trespassers:
            if neighbours_alone and who.home is None:
                continue
            for route in routes():
                await self._by(who, route)

    async def trespass_without_approval(self) -> None:
        """Let B, which asks for no approval now, ask for A's drafts: every id gets one answer, and nothing happens."""
        form = {"approval": "false", "version": await self.b.thing("version")}
        turned = await self.b.house.browser.post(f"/app/{self.b.house.slug}/settings/approval", data=form)
        assert turned.status_code == 303, turned.text
        for who in self.trespassers:
            for route in routes():
                if who.home is None or who.by != route.guard or not route.row.off:
                    continue
                theirs = await filled(route, self.b.house.slug, self._foreign(self.b, {"path/invoice_id"}))
                answer, found = await self._sent(who, theirs)
                found += await self._told_apart(who, route, self.b, {"path/invoice_id"}, answer)
                if answer.status_code not in REFUSED | {route.row.off}:
                    found.append(f"{answer.status_code}")
                self._note(f"{who.name}, {route.name} with approval off", found)

    async def control(self) -> None:
        """Let A's owner and key ask every route for the same things: each is done, and not only answered."""
        for route in routes():
            client = await self._owners(route)
            sending = await filled(route, self.a.house.slug, self._owner)
            if route.row.endless:
                async with listening(self.a.product.app, client, sending.path) as stream:
                    status = stream.status
            else:
                answer = await sending.by(client)
                status = answer.status_code
                if self.oracle.told(answer):
                    self.told.add(route.name)
                refusal = refusal_in(answer)
                if bool(refusal) != (route.name in LEFT_UNDONE):
                    self._note(f"the owner, {route.name}", [refusal or "done after all"])
            if status != route.row.status:
                self._note(f"the owner, {route.name}", [f"{status} instead of {route.row.status}"])

    async def _owners(self, route: Route) -> httpx.AsyncClient:
        """Return the key of A, or its owner's browser: in a session of its own where that may end."""
        house = self.a.house
        if route.guard == "keyed":
            return house.api
        return (await self.a.product.signed_in(house.owner))[1] if route.row.last else house.browser

    async def _owner(self, _: str, place: str) -> str:
        return await self.a.thing(thing_in(place, as_owner=True))

    async def _by(self, who: Trespasser, route: Route) -> None:
        if route.guard in ("public", "signed_in"):
            await self._open(who, route)
            return
        here = await filled(route, self.a.house.slug, self._foreign(self.a, set(route.places)))
        # Whoever holds a key is known by it alone, so an address without a tenant is in their own.
        if route.guard == "permitted" or who.by != "keyed":
            await self._refused(who, here, "in A")
        if who.home is not None and who.by == route.guard and not route.row.endless:
            await self._at_home(who, who.home, route)

    async def _open(self, who: Trespasser, route: Route) -> None:
        """Ask what answers everybody, or every person: it may, but never about A, nor with what is A's alone."""
        by_token = "path/token" in route.places

        async def value(_: str, place: str) -> str:
            given = await self.a.thing(thing_in(place, as_owner=False))
            # Whoever holds A's link may read what it leads to; nobody may guess one.
            return neighbour(given) if by_token else given

        async def own(_: str, place: str) -> str:
            return await self.b.thing(thing_in(place, as_owner=True))

        for fill in (value, own) if by_token else (value,):
            answer, found = await self._sent(who, await filled(route, self.b.house.slug, fill))
            if answer.status_code not in REFUSED | {route.row.status, 200, 303, 409, 422}:
                found.append(f"{answer.status_code}")
            self._note(f"{who.name}, {route.name}", found)

    async def _at_home(self, who: Trespasser, home: Tenant, route: Route) -> None:
        """Put A's ids into each place of a request to one's own tenant, alone and into all at once."""
        for choice in choices(route):
            theirs = await filled(route, home.house.slug, self._foreign(home, choice))
            answer, found = await self._sent(who, theirs)
            if choice:
                found += await self._told_apart(who, route, home, choice, answer)
                if answer.status_code not in _allowed(route, choice):
                    found.append(f"{answer.status_code}")
            self._note(f"{who.name}, {route.name} with A's {', '.join(sorted(choice)) or 'nothing'}", found)

    async def _told_apart(
        self, who: Trespasser, route: Route, home: Tenant, choice: set[str], foreign: httpx.Response
    ) -> list[str]:
        """Return how the answer, or the work for it, differs from that to ids that do not exist."""
        work = self.work
        self.compared += bool(work)
        nobodys = await filled(route, home.house.slug, self._foreign(home, choice, exists=False))
        missing, _ = await self._sent(who, nobodys)
        one, other = _plain(foreign), _plain(missing)
        found = (
            []
            if one == other
            else [f"foreign {one[:1]} is not missing {other[:1]}: {_difference(one, other)}"]
        )
        # What is asked for the first time may be noted, or kept for the next: so twice, before it counts.
        if work != self.work and not await self._works_alike(who, route, home, choice):
            found.append(f"{len(work)} statements for what is foreign, {len(self.work)} for what is missing")
        return found

    async def _works_alike(self, who: Trespasser, route: Route, home: Tenant, choice: set[str]) -> bool:
        """Return whether the database is asked the same of A's ids as of nobody's: else a clock tells them apart."""
        works = []
        for exists in (True, False):
            sending = await filled(route, home.house.slug, self._foreign(home, choice, exists=exists))
            await self._sent(who, sending)
            works.append(self.work)
        return works[0] == works[1]

    def _foreign(self, home: Tenant, choice: set[str], *, exists: bool = True) -> Value:
        async def value(pointer: str, place: str) -> str:
            if pointer not in choice:
                return await home.thing(thing_in(place, as_owner=True))
            given = await self.a.thing(thing_in(place, as_owner=False))
            # A place in a list is made of what it stands beside; another that parses is none of A's.
            return given if exists or place == "<cursor>" else neighbour(given)

        return value

    async def _refused(self, who: Trespasser, sending: Sending, where: str) -> None:
        answer, found = await self._sent(who, sending)
        to_login = answer.status_code == 303 and answer.headers["location"].startswith(LOGIN)
        if answer.status_code not in REFUSED and not to_login:
            found.append(f"{answer.status_code}")
        self._note(f"{who.name}, {sending.route.name} {where}", found)

    async def _sent(self, who: Trespasser, sending: Sending) -> tuple[httpx.Response, list[str]]:
        who.client.cookies.pop(TOAST, None)  # what the last answer wanted the next page to say
        self.statements.clear()
        answer = await self._answered(who, sending)
        self.work = tuple(self.statements)
        self.asked += 1
        found = self.oracle.told(answer)
        if not sending.route.is_safe:
            found += await self.oracle.changes()
        return answer, found

    async def _answered(self, who: Trespasser, sending: Sending) -> httpx.Response:
        try:
            # Whoever is let into a stream would listen for ever.
            async with asyncio.timeout(2 if sending.route.row.endless else None):
                return await sending.by(who.client)
        except TimeoutError:
            return httpx.Response(200)

    def _note(self, what: str, found: list[str]) -> None:
        if found:
            self.wrong.setdefault(what, []).extend(found)


def _allowed(route: Route, choice: set[str]) -> frozenset[int]:
    named = any(each.startswith("path/") for each in choice) and not route.row.empty
    return REFUSED if named else REFUSED | set(route.row.foreign)


def choices(route: Route) -> Iterator[set[str]]:
    """Yield which places of a route hold a foreign id: each alone, all of them; none where there are none."""
    places = list(route.places)
    yield from ({each} for each in places)
    if len(places) != 1:
        yield set(places)


def _plain(answer: httpx.Response) -> tuple[int, str, str]:
    """Return an answer without what differs each time: the request's id, ids of what was made, how often it changed."""
    said = answer.text.replace(answer.headers.get("x-request-id", "-"), "")
    said = re.sub(r'"revision":\d+', "", _ID.sub("", said))
    return answer.status_code, _ID.sub("", answer.headers.get("location", "")), said


def refusal_in(answer: httpx.Response) -> str:
    """Return what the next page is to say of what was not done, or nothing: refused or done, the status is the same."""
    packed = answer.cookies.get(TOAST)
    if not packed:
        return ""
    toast = msgspec.json.decode(base64.urlsafe_b64decode(packed), type=Toast)
    return f"{toast.text} {toast.note}" if toast.tone == "danger" else ""


def _difference(one: tuple[int, str, str], other: tuple[int, str, str]) -> str:
    for left, right in zip(one[1:], other[1:], strict=True):
        for place, (a, b) in enumerate(zip(left, right, strict=False)):
            if a != b:
                return f"{left[max(0, place - 60) : place + 60]!r} {right[max(0, place - 60) : place + 60]!r}"
    return "in length"
