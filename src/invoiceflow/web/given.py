"""What a handler can ask for by type, given by the wiring; and how it names the parts of a request."""

from typing import Any

from litestar import Request as LitestarRequest
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from redis.asyncio import Redis

from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.clock import Clock
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.file_links import LinkSigner
from invoiceflow.runtime.files import Files
from invoiceflow.runtime.live import Live
from invoiceflow.runtime.mail import Mailer
from invoiceflow.runtime.readiness import Readiness
from invoiceflow.runtime.reads import HotReads
from invoiceflow.runtime.settings import Settings

Request = LitestarRequest[Any, Any, Any]

# Parameters of these types have the name of their dependency: `database: TheDatabase`.
TheCache = NamedDependency[Cache]
TheClock = NamedDependency[Clock]
TheDatabase = NamedDependency[Database]
TheReadiness = NamedDependency[Readiness]
TheReads = NamedDependency[HotReads]
TheRedis = NamedDependency[Redis]
TheFiles = NamedDependency[Files]
TheFileLinks = NamedDependency[LinkSigner]
TheLive = NamedDependency[Live]
TheMailer = NamedDependency[Mailer]
TheSettings = NamedDependency[Settings]

# A form, decoded as its fields' texts. JSON bodies are `data: JSONBody[SomeStruct]`, checked whole by web/body.py;
# parts of the address are `FromPath[...]` and `FromQuery[...]`, all of them Litestar's own.
Form = URLEncodedBody[dict[str, str]]
