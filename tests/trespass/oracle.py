"""What must not happen when somebody trespasses: nothing is told, nothing changes, nothing new is of the tenant."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import asyncpg
import httpx
from redis.asyncio import Redis

from invoiceflow.runtime.mail import Message
from trespass.tenant import Tenant

REFUSED = frozenset({401, 403, 404})
_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
WHERE c.relkind IN ('r', 'p') AND NOT a.attisdropped AND c.relnamespace::regnamespace::text IN ('public', 'directory')
ORDER BY 1
"""
_SUM = (
    "SELECT '{name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS is "
    "FROM {name} t WHERE {condition}"
)
# Rows of others that may name an id of A: what B's own people asked for, refused and written down; and ids that B
# chose for rows of its own, which say nothing about A's of the same id: a payment's, a delivery's.
_OWN_WORDS = {
    "audit_entries": "action NOT LIKE 'access.%' AND action NOT IN ('payment.recorded', 'invoice.sent')",
    "payments": "false",
    "deliveries": "false",
    "ledger_journals": "false",
    "ledger_entries": "false",
}


@dataclass(slots=True)
class Post:
    """A mailer that delivers nothing and keeps everything."""

    messages: list[Message] = field(default_factory=list)

    async def send(self, message: Message) -> str:
        """Keep a message."""
        self.messages.append(message)
        return message.message_id


@dataclass(slots=True)
class Oracle:
    """Watches over one tenant, as a superuser who sees every row."""

    tenant: Tenant
    eyes: "asyncpg.Connection[asyncpg.Record]"
    post: Post
    files: Path
    tables: list[str]
    before: dict[str, str] = field(default_factory=dict)

    @classmethod
    async def over(cls, tenant: Tenant, superuser: str, post: Post, files: Path) -> Self:
        """Begin to watch a tenant."""
        eyes = await asyncpg.connect(superuser)
        tables = [row[0] for row in await eyes.fetch(_TABLES)]
        found = cls(tenant, eyes, post, files, tables)
        found.before = await found.rows()
        post.messages.clear()
        return found

    async def rows(self) -> dict[str, str]:
        """Return number and checksum of the tenant's rows in each table, and of the jobs that name it."""
        tenant_id = self.tenant.house.tenant_id
        sums = [_SUM.format(name=name, condition=f"t.tenant_id = '{tenant_id}'") for name in self.tables]
        jobs = f"t.args::text LIKE '%{tenant_id}%'"
        sums.append(_SUM.format(name="queue.procrastinate_jobs", condition=jobs))
        return {row["name"]: row["is"] for row in await self.eyes.fetch(" UNION ALL ".join(sums))}

    async def changes(self) -> list[str]:
        """Return the tables in which rows of the tenant are not what they were, and start again from there."""
        now, before = await self.rows(), self.before
        self.before = now
        return [f"{name} changed" for name in now if now[name] != before[name]]

    def told(self, answer: httpx.Response) -> list[str]:
        """Return which of the tenant's secrets an answer tells, in its headers or its body."""
        said = f"{answer.headers!r} {_unpacked(answer)} {answer.text}".lower()
        return [f"tells {secret}" for secret in self.tenant.secrets if secret in said]

    async def strays(self) -> list[str]:
        """Return what others hold of the tenant: rows, jobs, emails and files with its words or ids."""
        found = []
        for name in self.tables:
            condition = f"t.tenant_id <> '{self.tenant.house.tenant_id}'"
            words = await self._mentioning(name, condition, [self.tenant.canary])
            own = _OWN_WORDS.get(name, "true")
            ids = await self._mentioning(name, f"{condition} AND {own}", self._ids)
            found += [f"{name}: {row}" for row in words + ids]
        jobs = (
            f"t.args::text NOT LIKE '%{self.tenant.house.tenant_id}%' AND t.task_name NOT LIKE 'delivery.%'"
        )
        found += await self._mentioning("queue.procrastinate_jobs", jobs, [self.tenant.canary, *self._ids])
        found += [
            repr(each) for each in self.post.messages if self.tenant.canary.lower() in repr(each).lower()
        ]
        return found

    async def keys(self, redis: Redis) -> dict[str, str]:
        """Return the tenant's keys in Redis, each with a checksum of what it holds, but for when counters began."""
        pattern = f"*{self.tenant.house.tenant_id}*"
        found = {}
        async for key in redis.scan_iter(pattern, count=1000):
            if ":limit:" not in key.decode():
                found[key.decode()] = hashlib.sha256(await redis.dump(key) or b"").hexdigest()
        return found

    def papers(self) -> set[Path]:
        """Return the tenant's files."""
        return {path for path in (self.files / str(self.tenant.house.tenant_id)).rglob("*") if path.is_file()}

    async def close(self) -> None:
        """Stop watching."""
        await self.eyes.close()

    @property
    def _ids(self) -> list[str]:
        return [each for each in self.tenant.ids.values() if re.fullmatch(r"[0-9a-f-]{36}", each)]

    async def _mentioning(self, name: str, condition: str, words: list[str]) -> list[str]:
        read = f"SELECT t::text FROM {name} t WHERE {condition} AND t::text ~* $1"  # noqa: S608  # names from the catalog
        return [row[0] for row in await self.eyes.fetch(read, "|".join(words))]


def _unpacked(answer: httpx.Response) -> str:
    """Return what cookies hold that are set: messages for the next page are packed."""
    found = []
    for cookie in answer.headers.get_list("set-cookie"):
        value = cookie.partition("=")[2].partition(";")[0].strip('"')
        try:
            found.append(base64.urlsafe_b64decode(value + "==").decode("utf-8", "replace"))
        except (binascii.Error, ValueError):
            continue
    return " ".join(found)
