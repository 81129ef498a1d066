"""The wiring: what reacts to which event, who answers which question, which handlers and jobs there are."""

from dataclasses import dataclass
from functools import partial

from stripe import StripeClient

from invoiceflow.clients.actions.start_tax_rates import start_tax_rates
from invoiceflow.delivery.actions.deliver import PostOffice
from invoiceflow.delivery.actions.tell_sender import NewsDesk
from invoiceflow.entrypoints.outside import files_of, mailer_of, sns_of
from invoiceflow.identity.actions.check_code import Checking
from invoiceflow.identity.actions.write_letter import Postbox
from invoiceflow.invoicing.events import InvoiceIssued, InvoiceVoided
from invoiceflow.invoicing.web.links import links_of
from invoiceflow.kernel.ids import InvoiceId, TenantId
from invoiceflow.kernel.limit import FILES_AT_ONCE, REQUESTS_AT_ONCE
from invoiceflow.payments.actions import post_invoice
from invoiceflow.payments.actions.end_checkouts import end_outdated, refuse_while_on_its_way
from invoiceflow.payments.actions.follow_object import Till
from invoiceflow.payments.actions.make_mirror import mirror_issued
from invoiceflow.payments.actions.receive_event import look_at
from invoiceflow.payments.adapters.stripe import StripeCollector
from invoiceflow.payments.adapters.stripe_mirrors import StripeMirrors
from invoiceflow.payments.domain.event import Target, Topic
from invoiceflow.payments.domain.payment_account import OWN
from invoiceflow.payments.events import PaymentRecorded, PaymentReversed
from invoiceflow.payments.ports import Documents
from invoiceflow.pdf import jobs as pdf
from invoiceflow.pdf.actions.store_document import Press, store_document
from invoiceflow.pdf.adapters.typst_pool import TypstPool
from invoiceflow.reporting.actions.write_export import ExportDesk
from invoiceflow.reporting.queries.kept_files import kept_files
from invoiceflow.reporting.queries.stored_files import StoredDocuments
from invoiceflow.runtime.cache import Cache
from invoiceflow.runtime.clock import Clock, SystemClock
from invoiceflow.runtime.database import Database, EventReactions, Reactions, Session
from invoiceflow.runtime.files import Files
from invoiceflow.runtime.live import Live
from invoiceflow.runtime.mail import Mailer
from invoiceflow.runtime.patience import WAIT_SECONDS, WEB, Patience
from invoiceflow.runtime.reads import HotReads
from invoiceflow.runtime.redis import JoiningRedis, connect
from invoiceflow.runtime.sealing import Sealer
from invoiceflow.runtime.secrets import derived_ring
from invoiceflow.runtime.settings import BadSettings, Settings
from invoiceflow.runtime.sns import Sns
from invoiceflow.runtime.stripe import close_stripe, stripe_client
from invoiceflow.runtime.turns import Crowd, crowd
from invoiceflow.subscription import jobs as subscription
from invoiceflow.subscription.actions.count_invoice import CountInvoice, count_invoice, require_room
from invoiceflow.subscription.actions.follow_subscription import PlanDesk, follow_subscription
from invoiceflow.subscription.adapters.stripe import StripePlans
from invoiceflow.subscription.events import PlanUnsure
from invoiceflow.tenancy.actions.purge_tenant import Purging
from invoiceflow.tenancy.actions.send_invitation import InvitationOffice
from invoiceflow.tenancy.domain import invitation
from invoiceflow.tenancy.events import TenantClosing, TenantOpened


async def count_issued(session: Session, event: InvoiceIssued) -> None:
    """Count an invoice in the ledger of usage."""
    await count_invoice(session, CountInvoice(event.invoice_id, event.at))


async def look_at_plan(session: Session, event: PlanUnsure) -> None:
    """Queue a look at a tenant's subscription, by the way that Stripe's own messages take."""
    await look_at(session, "", Target(Topic.SUBSCRIPTION, event.payer))


# What reacts to which fact: `now` in its own transaction, `later` as jobs that follow it.
REACTIONS: EventReactions = {
    TenantOpened: Reactions(now=(start_tax_rates,)),
    TenantClosing: Reactions(later=(subscription.END,)),
    PlanUnsure: Reactions(now=(look_at_plan,)),
    InvoiceIssued: Reactions(
        now=(count_issued, post_invoice.post_issued, mirror_issued), later=(pdf.STORE_DOCUMENT,)
    ),
    InvoiceVoided: Reactions(now=(refuse_while_on_its_way, post_invoice.post_voided, end_outdated)),
    PaymentRecorded: Reactions(now=(end_outdated,)),
    PaymentReversed: Reactions(now=(end_outdated,)),
}


def reactions(*, sells_plans: bool) -> EventReactions:
    """Return what reacts to which fact; where plans are sold, an invoice beyond its tenant's plan is refused."""
    if not sells_plans:
        return REACTIONS

    async def require(session: Session, event: InvoiceIssued) -> None:
        await require_room(session, StoredDocuments(), event.at)

    issued = REACTIONS[InvoiceIssued]
    return {**REACTIONS, InvoiceIssued: Reactions((count_issued, require, *issued.now[1:]), issued.later)}


@dataclass(frozen=True, slots=True)
class World:
    """Everything a process holds on to while it runs."""

    settings: Settings
    clock: Clock
    database: Database
    reads: HotReads
    redis: JoiningRedis
    cache: Cache
    files: Files
    mailer: Mailer
    live: Live
    typesetter: TypstPool
    stripe: StripeClient | None
    sns: Sns | None
    crowd: Crowd

    async def open(self) -> None:
        """Connect what must be connected before the first request or job."""
        await self.reads.open()

    async def close(self) -> None:
        """Let go of every connection."""
        await self.live.stop()
        await self.typesetter.close()
        if self.stripe is not None:
            await close_stripe(self.stripe)
        await self.reads.close()
        await self.database.close()
        await self.files.close()
        await self.redis.aclose()


def world(
    settings: Settings, *, database_url: str, clock: Clock | None = None, patience: Patience = WEB
) -> World:
    """Return a process's world; ``database_url`` and ``patience`` are those of its kind, web or worker."""
    redis, clock = connect(settings.redis_url), clock or SystemClock()
    return World(
        settings=settings,
        clock=clock,
        database=Database(
            database_url, reactions=reactions(sells_plans=settings.sells_plans), patience=patience
        ),
        reads=HotReads(database_url, patience=patience),
        redis=redis,
        cache=Cache(redis, settings.secret_key),
        files=files_of(settings, clock),
        mailer=mailer_of(settings, clock),
        live=Live(redis),
        typesetter=_typesetter(settings),
        stripe=stripe_client(settings),
        sns=sns_of(settings),
        crowd=crowd(REQUESTS_AT_ONCE, FILES_AT_ONCE, seconds=WAIT_SECONDS),
    )


def _typesetter(settings: Settings) -> TypstPool:
    fonts = settings.document_fonts_dir
    if fonts is not None and not fonts.is_dir():
        raise BadSettings("DOCUMENT_FONTS_DIR is no folder. Without it the built-in fonts are used alone.")
    # Two, so that a long document in the one does not keep previews waiting.
    return TypstPool(workers=2, extra_fonts=fonts)


def till(held: World) -> Till | None:
    """Return what collects money, None where no key for Stripe is set."""
    if held.stripe is None:
        return None
    desk = plan_desk(held)
    followers = {Topic.SUBSCRIPTION: partial(follow_subscription, desk)} if desk else {}
    collector = StripeCollector(held.stripe, OWN if held.settings.stripe_is_own else "")
    return Till(held.database, collector, StripeMirrors(held.stripe), held.clock, followers)


def plan_desk(held: World) -> PlanDesk | None:
    """Return what sells plans, None where none are sold."""
    if held.stripe is None or not held.settings.sells_plans:
        return None
    return PlanDesk(held.database, StripePlans(held.stripe), held.clock)


def press(held: World) -> Press:
    """Return what makes documents of invoices."""
    return Press(held.database, held.files, held.typesetter)


def documents(held: World) -> Documents:
    """Return where payments get the PDF of an invoice from."""

    async def pdf_of(tenant_id: TenantId, invoice_id: InvoiceId) -> bytes:
        return (await store_document(press(held), tenant_id, invoice_id, at=held.clock.now())).content

    return pdf_of


def post_office(held: World) -> PostOffice:
    """Return what delivers emails."""
    return PostOffice(held.database, held.mailer, press(held), links_of(held.settings))


def news_desk(held: World) -> NewsDesk:
    """Return what tells members of emails that did not arrive."""
    return NewsDesk(held.database, postbox(held))


def postbox(held: World) -> Postbox:
    """Return what posts letters to persons."""
    domain = held.settings.mail_from.rpartition("@")[2]
    return Postbox(held.mailer, held.settings.base_url, domain)


def checking(held: World) -> Checking:
    """Return what checks codes of the second factor."""
    settings = held.settings
    sealer = Sealer(settings.secret_key, settings.secret_keys_previous, "second-factor")
    return Checking(held.redis, held.database, sealer)


def invitation_office(held: World) -> InvitationOffice:
    """Return what sends invitations."""
    settings = held.settings
    keys = derived_ring(settings.secret_key, settings.secret_keys_previous, invitation.KEY_PURPOSE)
    return InvitationOffice(held.database, held.mailer, settings.base_url, keys)


def export_desk(held: World) -> ExportDesk:
    """Return what writes exports of everything."""
    return ExportDesk(held.database, held.files)


def purging(held: World) -> Purging:
    """Return what empties deleted tenants."""
    return Purging(held.database, held.files, kept_files)
