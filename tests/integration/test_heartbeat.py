"""Whether a worker lives, for whoever asks from outside."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from invoiceflow.entrypoints.heartbeat import STILL_SECONDS, beat, beating, heart, is_beating
from invoiceflow.runtime.clock import SystemClock
from product import Product
from web_process import PATIENCE_SECONDS, worker_process


async def test_a_worker_lives_as_long_as_it_is_heard(tmp_path: Path) -> None:
    """Before and after it there is nothing to hear; one that hangs is heard no more after a while."""
    file, now = tmp_path / "heart", SystemClock().now()
    assert not is_beating(file, now)
    async with beating(file):
        assert is_beating(file, SystemClock().now())
        assert not is_beating(file, SystemClock().now() + timedelta(seconds=STILL_SECONDS + 1))
    assert not is_beating(file, SystemClock().now())


async def test_the_worker_of_production_is_heard(
    product: Product, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as it runs jobs, and no more once it was told to stop."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    file = tmp_path / heart().name
    async with worker_process(product.world.settings, tmp_path / "worker.log") as process:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_beating(file, SystemClock().now()):  # noqa: ASYNC110  # another process has no event to wait for
                await asyncio.sleep(0.1)
        process.terminate()
        await process.wait()
    assert not is_beating(file, SystemClock().now())


def test_a_link_in_its_place_leads_nowhere(tmp_path: Path) -> None:
    """Others may write into the folder: no file of theirs is touched."""
    foreign = tmp_path / "foreign"
    foreign.touch()
    os.utime(foreign, (0, 0))
    (tmp_path / "heart").symlink_to(foreign)
    with pytest.raises(OSError, match="symbolic"):
        beat(tmp_path / "heart")
    assert foreign.stat().st_mtime == 0
