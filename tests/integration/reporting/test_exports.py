"""The life of an export: one at a time, told while it is written, kept for a week, and said where it failed."""

import asyncio
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from exports_house import begun, files_in, known, path, pieces, shown, stored, written
from invoiceflow.entrypoints import wiring
from invoiceflow.reporting.actions.start_export import LANES, WRITE_EXPORT
from invoiceflow.reporting.actions.tidy_exports import tidy_exports
from invoiceflow.reporting.actions.write_export import (
    FAILED,
    GIVEN_UP,
    UNHEARD,
    end_export,
    write_export,
)
from invoiceflow.reporting.domain.export import ExportState, Piece
from invoiceflow.runtime.files import DamagedFile, NoSuchFile
from invoiceflow.runtime.live import TELL
from product import Product, local_files
from services import DatabaseUrls


async def test_one_at_a_time(product: Product) -> None:
    """Presses at once show the export that is on its way; only one is queued and recorded."""
    house, other = await product.house(), await product.house()
    answers = await asyncio.gather(*(house.browser.post(path(house, "/export")) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    (export,) = await known(product, house)
    assert (export.state, await known(product, other)) == (ExportState.QUEUED, ())
    page = await shown(house)
    assert ("Waiting for its turn" in page, "Export everything</button>" in page) == (True, False)
    jobs = await product.queue.job_manager.list_jobs_async(task=WRITE_EXPORT, status="todo")
    (job,) = [each for each in jobs if each.task_kwargs["tenant_id"] == str(house.tenant_id)]
    assert job.task_kwargs["export_id"] == str(export.id)
    assert job.lock in {f"{WRITE_EXPORT}.{lane}" for lane in range(LANES)}
    log = await house.browser.get(f"/app/{house.slug}/settings/audit.csv")
    assert log.text.count("tenant.exported") == 1


async def test_open_pages_are_told_how_far_it_is(product: Product) -> None:
    """While it is written the page shows the part that is done, and who listens hears of each step."""
    house = await product.house()
    desk, command = wiring.export_desk(product.world), await begun(product, house)
    seen = list[str]()

    async def watched() -> AsyncGenerator[Piece]:
        async for piece in pieces(product, command):
            yield piece
            seen.append(await shown(house))

    await write_export(replace(desk, told_seconds=0), command, watched())
    assert any("rows and files" in page and 'value="0"' not in page for page in seen)
    assert "Ready to download" in await shown(house)
    told = await product.queue.job_manager.list_jobs_async(task=TELL, status="todo")
    about = [job for job in told if job.task_kwargs["object_id"] == str(command.export_id)]
    assert {job.task_kwargs["topic"] for job in about} == {"export"}
    assert len(about) > 4


async def test_it_is_of_one_instant(product: Product) -> None:
    """What is added while it is written is in none of its tables, though they are read later."""
    house = await product.house()
    desk, command = wiring.export_desk(product.world), await begun(product, house)
    statuses = list[int]()

    async def disturbed() -> AsyncGenerator[Piece]:
        async for piece in pieces(product, command):
            if not statuses:
                added = await house.api.post("/api/v1/clients", json={"name": "Latecomer", "country": "DE"})
                statuses.append(added.status_code)
            yield piece

    await write_export(desk, command, disturbed())
    answer = await house.browser.post(path(house, "/export/file"))
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert not any(b"Latecomer" in archive.read(name) for name in archive.namelist())
    assert statuses == [201]


async def test_a_large_one_is_written_in_small_pieces(product: Product, database: DatabaseUrls) -> None:
    """What is held at once is a part of a table, however long that is."""
    house = await product.house()
    with psycopg.connect(database.superuser) as power:
        power.execute(
            "INSERT INTO clients (tenant_id, id, name, country, currency, language, notes, created_at, updated_at) "
            "SELECT %s, gen_random_uuid(), 'Many', 'DE', 'EUR', 'de', "
            "(SELECT string_agg(md5(random()::text || n || m), '') FROM generate_series(1, 20) m), now(), now() "
            "FROM generate_series(1, 6000) n",
            (house.tenant_id,),
        )
    command = await begun(product, house)
    sizes = [len(piece.content) async for piece in pieces(product, command)]
    assert (sum(sizes) > 4_000_000, max(sizes) < 1_000_000) == (True, True)


async def test_a_failure_is_said_and_can_be_retried(product: Product) -> None:
    """Half a file is removed, the page says what to do, and another press begins anew."""
    house = await product.house()
    desk, command = wiring.export_desk(product.world), await begun(product, house)

    async def broken() -> AsyncGenerator[Piece]:
        yield Piece(b"half a file", 1, 2)
        raise OSError("the disk is full")

    await write_export(desk, command, broken())
    page = await shown(house)
    assert (FAILED in page, "Start again</button>" in page, stored(product, house)) == (True, True, [])
    assert (await house.browser.post(path(house, "/export/file"))).status_code == 404
    assert (await written(product, house)).state is ExportState.READY
    page = await shown(house)
    assert (FAILED in page, "Ready to download" in page) == (False, True)


async def test_a_worker_that_dies_is_followed_by_another(product: Product) -> None:
    """The next begins anew; after the last death the export is given up, and what comes late changes nothing."""
    house = await product.house()
    desk, command = wiring.export_desk(product.world), await begun(product, house)

    async def dying() -> AsyncGenerator[Piece]:
        yield Piece(b"half a file", 1, 2)
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await write_export(desk, command, dying())
    assert (await known(product, house))[0].state is ExportState.WRITING
    await write_export(desk, command, pieces(product, command))
    assert (await known(product, house))[0].state is ExportState.READY
    second = await begun(product, house)
    await end_export(desk, second)
    await write_export(desk, second, pieces(product, second))
    assert GIVEN_UP in await shown(house)


async def test_what_is_given_up_meanwhile_leaves_no_file(product: Product) -> None:
    """An attempt that ends after its export was given up removes what it wrote."""
    house = await product.house()
    desk, command = wiring.export_desk(product.world), await begun(product, house)

    async def slow() -> AsyncGenerator[Piece]:
        async for piece in pieces(product, command):
            yield piece
        await end_export(desk, command)

    await write_export(desk, command, slow())
    assert (stored(product, house), (await known(product, house))[0].error) == ([], GIVEN_UP)


async def test_it_is_kept_for_seven_days(product: Product) -> None:
    """Until then it can be downloaded; then it cannot, and the hour's tidying removes the file."""
    house = await product.house()
    export, desk = await written(product, house), wiring.export_desk(product.world)
    left = []
    for days in (timedelta(days=7) - timedelta(seconds=1), timedelta(seconds=1)):
        product.clock.advance(days)
        await tidy_exports(desk, house.tenant_id, product.clock.now())
        _, again = await product.signed_in(house.owner)
        status = (await again.post(path(house, "/export/file"))).status_code
        left.append((status, stored(product, house)))
    assert left == [(200, [export.file]), (404, [])]
    assert await known(product, house) == ()


async def test_a_new_one_takes_the_place_of_the_last(product: Product) -> None:
    """The newest is downloaded, and the older's file goes with the next tidying."""
    house = await product.house()
    first = await written(product, house)
    product.clock.advance(timedelta(minutes=1))
    second = await written(product, house)
    assert [export.id for export in await known(product, house)] == [second.id]
    await tidy_exports(wiring.export_desk(product.world), house.tenant_id, product.clock.now())
    assert (stored(product, house), first.file == second.file) == ([second.file], False)


async def test_one_that_nobody_writes_ends_after_a_day(product: Product) -> None:
    """A job that was lost does not stand in the way of the next for ever."""
    house, desk = await product.house(), wiring.export_desk(product.world)
    await begun(product, house)
    product.clock.advance(timedelta(days=1, seconds=1))
    await tidy_exports(desk, house.tenant_id, product.clock.now())
    (export,) = await known(product, house)
    assert (export.state, export.error) == (ExportState.FAILED, UNHEARD)


async def test_downloading_asks_for_a_fresh_proof(product: Product) -> None:
    """A session whose last proof is old may start an export, and is led to confirm before it takes one."""
    house = await product.house()
    await written(product, house)
    assert "Download everything</button>" in await shown(house)
    product.clock.advance(timedelta(minutes=16))
    page, answer = await shown(house), await house.browser.post(path(house, "/export/file"))
    assert ("Confirm to download" in page, "Download everything</button>" in page) == (True, False)
    assert "/login/confirm" in answer.headers["location"]


async def test_each_download_is_recorded(product: Product) -> None:
    """Who took it stands in the log, as often as they did."""
    house = await product.house()
    await written(product, house)
    for _ in range(2):
        assert (await house.browser.post(path(house, "/export/file"))).status_code == 200
    log = await house.browser.get(f"/app/{house.slug}/settings/audit.csv")
    assert log.text.count("export.downloaded") == 2


async def test_a_file_that_is_gone_is_not_found(product: Product) -> None:
    """Who asks for a file that nobody has any more is told so, rather than given a broken one."""
    house = await product.house()
    export = await written(product, house)
    await product.world.files.remove(house.tenant_id, export.file)
    assert (await house.browser.post(path(house, "/export/file"))).status_code == 404


async def test_of_two_that_write_the_same_one_fails(product: Product, tmp_path: Path) -> None:
    """A worker that was taken for dead cannot leave its bytes under the other's name."""
    house, files = await product.house(), local_files(tmp_path)

    async def outrun() -> AsyncIterator[bytes]:
        yield b"the first "
        other = await files.put_parts(house.tenant_id, _one(b"the second"), draft="export")
        names.append(other.name)
        yield b"goes on"

    names = list[str]()
    with pytest.raises(FileNotFoundError):
        await files.put_parts(house.tenant_id, outrun(), draft="export")
    assert await files.get(house.tenant_id, names[0]) == b"the second"
    assert len(files_in(tmp_path)) == 1


async def test_a_damaged_file_is_noticed(product: Product, tmp_path: Path) -> None:
    """Bytes that are not what the name says end in an error, and an unknown name in none at all."""
    house, files = await product.house(), local_files(tmp_path)
    kept = await files.put_parts(house.tenant_id, _one(b"as it was"), draft="export")
    assert [part async for part in files.parts_of(house.tenant_id, kept.name)] == [b"as it was"]
    (file,) = files_in(tmp_path)
    file.write_bytes(b"as it is")
    with pytest.raises(DamagedFile):
        _ = [part async for part in files.parts_of(house.tenant_id, kept.name)]
    with pytest.raises(NoSuchFile):
        _ = [part async for part in files.parts_of(house.tenant_id, "0" * 64)]


async def _one(content: bytes) -> AsyncIterator[bytes]:
    yield content
