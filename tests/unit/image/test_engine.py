"""How the image is run for its trial, and how it is named."""

import subprocess
import tomllib
from pathlib import Path

from invoiceflow.entrypoints.image import podman
from invoiceflow.entrypoints.image.engine import Engine
from invoiceflow.entrypoints.image.release import Release, release_of

PROJECT = '[project]\nversion = "1.2.3"\n'


def committed(folder: Path) -> None:
    """Make a checkout of one commit, made at a known time."""
    when = "1700000000 +0000"
    environment = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin"}
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "first")):
        command = ["git", "-C", folder, *words]
        subprocess.run(command, check=True, env=environment)


def test_the_trial_gives_no_more_rights_than_production_needs() -> None:
    """A root that cannot be written, no capability, no way to new ones; the command comes after the image."""
    engine = Engine("podman", (), "base")
    words = engine.running("invoiceflow:1", "serve", "--port", "1", options=("--name=x",))
    assert words[:2] == ("podman", "run")
    assert {"--read-only", "--cap-drop=all", "--security-opt=no-new-privileges", "--name=x"} <= set(words)
    assert words[-4:] == ("invoiceflow:1", "serve", "--port", "1")


def test_podman_keeps_everything_in_one_folder(tmp_path: Path) -> None:
    """So that all of it goes with the folder, and nobody else's images are touched."""
    told = podman.settings(tmp_path / "store")
    storage = tomllib.loads(Path(told["CONTAINERS_STORAGE_CONF"]).read_text())["storage"]
    assert Path(storage["graphroot"]).is_relative_to(tmp_path)
    assert Path(storage["runroot"]).is_relative_to(tmp_path)
    assert tomllib.loads(Path(told["CONTAINERS_CONF"]).read_text())["engine"]["runtime"] == "runc"


def test_a_release_is_a_version_a_commit_and_its_time(tmp_path: Path) -> None:
    """What was changed since the commit is said of it."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    committed(tmp_path)
    release = release_of(tmp_path)
    assert (release.version, release.made_at, len(release.revision)) == ("1.2.3", 1_700_000_000, 12)
    assert release.tags == ("invoiceflow:1.2.3", f"invoiceflow:1.2.3-{release.revision}")
    (tmp_path / "more").touch()
    assert release_of(tmp_path).revision == f"{release.revision}-changed"


def test_without_git_there_is_still_a_version(tmp_path: Path) -> None:
    """An archive of the sources can be built, too."""
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / ".git").write_text("no repository")
    assert release_of(tmp_path) == Release("1.2.3", "unknown", 0)
