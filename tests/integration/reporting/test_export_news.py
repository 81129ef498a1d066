"""What happens around an export: how long it takes is told, it can be stopped, and whoever asked hears of its end."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace

from caught_mail import letters_to
from exports_house import begun, known, path, pieces, shown, stored, written
from invoiceflow.entrypoints import wiring
from invoiceflow.identity.actions.write_letter import Postbox
from invoiceflow.reporting import store
from invoiceflow.reporting.actions.tell_export import TELL_EXPORT, TellExport, tell_export
from invoiceflow.reporting.actions.write_export import write_export
from invoiceflow.reporting.domain.export import Export, ExportState, Piece
from invoiceflow.runtime.mail import SmtpMailer
from invoiceflow.tenancy.actions.remove_member import LeaveTenant, leave_tenant
from invoiceflow.tenancy.domain.role import Role
from product import Product
from stand_ins import Sandbox


def postbox(product: Product, sandbox: Sandbox) -> Postbox:
    """Return one whose letters a mail server takes."""
    mailer = SmtpMailer(sandbox.mail_url, "hello@invoiceflow.example")
    return Postbox(mailer, product.world.settings.base_url, "invoiceflow.example")


async def test_how_much_longer_it_takes_is_told(product: Product) -> None:
    """As soon as it can be known it stands beside how far the export has come, and not before."""
    house = await product.house()
    command = await begun(product, house)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        assert await store.begin_writing(session, command.export_id)
    for left, said in ((None, False), (42, True)):
        async with product.world.database.as_tenant(house.tenant_id) as session:
            await store.note_progress(session, command.export_id, done=3, total=9, seconds_left=left)
        page = await shown(house)
        assert "3 of 9 rows and files" in page
        assert (", about 50 seconds left" in page, " left<" in page) == (said, said)


async def test_it_can_be_stopped_while_it_is_written(product: Product) -> None:
    """The worker stops soon and leaves no file, a new one may begin, and the log says who stopped it."""
    house = await product.house()
    desk, command = wiring.export_desk(product.world), await begun(product, house)
    assert "Stop export</button>" in await shown(house)
    begun_before = list[Piece]()

    async def stopped() -> AsyncGenerator[Piece]:
        async for piece in pieces(product, command):
            if not begun_before:
                assert (await house.browser.post(path(house, "/export/stop"))).status_code == 303
            begun_before.append(piece)
            yield piece

    await write_export(replace(desk, told_seconds=0), command, stopped())
    assert len(begun_before) == 1
    assert (stored(product, house), await known(product, house)) == ([], ())
    page = await shown(house)
    assert ("The export is stopped" in page, "Export everything</button>" in page) == (True, True)
    assert (await house.browser.get(f"/app/{house.slug}/settings/audit.csv")).text.count(
        "export.stopped"
    ) == 1
    assert (await written(product, house)).state is ExportState.READY


async def test_a_stop_that_comes_late_leaves_no_file(product: Product) -> None:
    """Neither of an export that was all but done, nor of one that nobody had begun."""
    house = await product.house()
    desk, command = wiring.export_desk(product.world), await begun(product, house)

    async def almost_done() -> AsyncGenerator[Piece]:
        async for piece in pieces(product, command):
            yield piece
        await house.browser.post(path(house, "/export/stop"))

    await write_export(desk, command, almost_done())
    await begun(product, house)
    await house.browser.post(path(house, "/export/stop"))
    await product.work()
    assert (stored(product, house), await known(product, house)) == ([], ())


async def test_a_stop_without_an_export_changes_nothing(product: Product) -> None:
    """What is ready stays, of one's own tenant and of others, and the page says that nothing was on its way."""
    house, other = await product.house(), await product.house()
    ready, theirs = await written(product, house), await begun(product, other)
    assert (await house.browser.post(path(house, "/export/stop"))).status_code == 303
    assert "No export is being written" in await shown(house)
    assert [export.id for export in await known(product, house)] == [ready.id]
    assert [export.id for export in await known(product, other)] == [theirs.export_id]


async def test_whoever_asked_is_told_once(product: Product, sandbox: Sandbox) -> None:
    """By one email, however often the job runs, whose only link leads to the page that asks who it is."""
    house = await product.house()
    export = await written(product, house)
    jobs = await product.queue.job_manager.list_jobs_async(task=TELL_EXPORT)
    assert [job.task_kwargs for job in jobs if job.task_kwargs["tenant_id"] == str(house.tenant_id)] == [
        {"tenant_id": str(house.tenant_id), "export_id": str(export.id)}
    ]
    command = TellExport(house.tenant_id, export.id, product.clock.now())
    for _ in range(2):
        await tell_export(product.world.database, postbox(product, sandbox), command)
    (letter,) = await letters_to(sandbox, house.owner.email)
    mail = str(letter)
    links = set(re.findall(r"https?://[^\s\"\\<>]+", mail))
    assert {link.removeprefix(product.world.settings.base_url) for link in links} == {path(house)}
    assert export.file not in mail


async def test_whoever_may_not_have_it_any_more_is_not_told(product: Product, sandbox: Sandbox) -> None:
    """A member who left hears nothing, nor does anybody of an export that another took the place of."""
    house = await product.house()

    async def tell(export: Export) -> None:
        command = TellExport(house.tenant_id, export.id, product.clock.now())
        await tell_export(product.world.database, postbox(product, sandbox), command)

    admin, browser = await product.member_of(house, Role.ADMIN)
    theirs = await written(product, replace(house, browser=browser))
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await leave_tenant(session, LeaveTenant(admin, product.clock.now()))
    await tell(theirs)
    assert await letters_to(sandbox, admin.email) == []
    older, _newer = await written(product, house), await written(product, house)
    await tell(older)
    assert await letters_to(sandbox, house.owner.email) == []
