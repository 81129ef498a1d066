"""Exports of everything that a house has: asked for as its owner does, and written as the worker does."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

from invoiceflow.reporting.actions.write_export import WriteExport
from invoiceflow.reporting.domain.export import Export, Piece
from invoiceflow.reporting.queries.exports import exports
from invoiceflow.reporting.queries.takeout_file import exported
from product import House, Product


def path(house: House, rest: str = "") -> str:
    """Return the address of the page, or of what it does."""
    return f"/app/{house.slug}/settings/data{rest}"


async def known(product: Product, house: House) -> tuple[Export, ...]:
    """Return the exports that the page knows of."""
    async with product.world.database.as_tenant(house.tenant_id) as session:
        return await exports(session, product.clock.now())


async def begun(product: Product, house: House) -> WriteExport:
    """Press the button, and return what the worker is asked to do."""
    product.clock.advance(timedelta(seconds=1))
    assert (await house.browser.post(path(house, "/export"))).status_code == 303
    export = (await known(product, house))[0]
    return WriteExport(house.tenant_id, export.id, product.clock.now())


async def written(product: Product, house: House) -> Export:
    """Press the button, let the worker write, and return the export."""
    await begun(product, house)
    await product.work()
    return (await known(product, house))[0]


def pieces(product: Product, command: WriteExport) -> AsyncGenerator[Piece]:
    """Return what a file is written out of."""
    return exported(product.world.database, product.world.files, command.tenant_id, command.at)


async def shown(house: House) -> str:
    """Return the page."""
    answer = await house.browser.get(path(house))
    assert answer.status_code == 200
    return answer.text


def stored(product: Product, house: House) -> list[str]:
    """Return the names of all files of the tenant."""
    return sorted(file.name for file in files_in(product.world.settings.files_dir / str(house.tenant_id)))


def files_in(folder: Path) -> list[Path]:
    """Return every file in a folder."""
    return [file for file in folder.rglob("*") if file.is_file()]
