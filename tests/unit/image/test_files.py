"""Files on their way into the image."""

import runpy
from pathlib import Path

import pytest

from invoiceflow.entrypoints.image.building.files import bring, compile_all, leave_out, settle


def test_a_library_is_brought_under_all_its_names(tmp_path: Path) -> None:
    """What a loader asks for by a link is found, link and file."""
    real, target = tmp_path / "libfoo.so.1.2", tmp_path / "root"
    real.write_text("code")
    (tmp_path / "libfoo.so.1").symlink_to(real.name)
    bring(tmp_path / "libfoo.so.1", target)
    place = target / tmp_path.relative_to("/")
    assert (place / "libfoo.so.1.2").read_text() == "code"
    assert (place / "libfoo.so.1").readlink() == real


def test_without_sources_byte_code_takes_their_place(tmp_path: Path) -> None:
    """It runs alone, whatever the time of files, and names the place where it will lie."""
    (tmp_path / "told.py").write_text("here = (lambda: 0).__code__.co_filename\n")
    compile_all(tmp_path, seen_as="/app/site", keep_sources=False)
    assert [file.name for file in tmp_path.iterdir()] == ["told.pyc"]
    assert runpy.run_path(str(tmp_path / "told.pyc"))["here"] == "/app/site/told.py"


def test_what_is_left_out_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    """Files and folders by pattern; the rest stays."""
    for name in ("a/tests/x.py", "a/b.pyi", "a/b.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    leave_out(tmp_path, ("**/tests", "**/*.pyi"))
    assert [file.name for file in (tmp_path / "a").iterdir()] == ["b.py"]


def test_every_file_gets_the_time_of_the_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that two builds of one commit make the same layers."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "file").touch()
    settle(tmp_path)
    times = {path.lstat().st_mtime for path in (tmp_path, *tmp_path.iterdir())}
    assert times == {1_700_000_000}
