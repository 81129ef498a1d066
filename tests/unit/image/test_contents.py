"""What `./run image` finds in an image: its size, its programs, and what has no place in it."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from invoiceflow.entrypoints.image.contents import read


def packed(files: dict[str, bytes]) -> bytes:
    """Return an archive of files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def saved(folder: Path, *layers: dict[str, bytes]) -> Path:
    """Return an image of these layers, as `docker save` writes one."""
    names = [f"{number}.tar" for number in range(len(layers))]
    manifest = json.dumps([{"Config": "config.json", "Layers": names}]).encode()
    image = folder / "image.tar"
    contents = dict(zip(names, map(packed, layers), strict=True))
    image.write_bytes(packed({"manifest.json": manifest, **contents}))
    return image


def test_layers_are_weighed_as_they_lie_and_as_they_travel(tmp_path: Path) -> None:
    """Both sizes are sums over all layers, the smaller one after gzip."""
    found = read(saved(tmp_path, {"usr/bin/python3": b"x" * 50_000}, {"app/a.py": b"y" * 50_000}))
    assert found.bytes > 100_000
    assert 0 < found.compressed_bytes < 10_000
    assert found.paths == {"usr/bin/python3", "app/a.py"}
    assert (found.programs, found.unwanted) == (("usr/bin/python3",), ())


@pytest.mark.parametrize(
    "path", ["usr/bin/sh", "bin/busybox", "usr/bin/apt-get", "opt/gcc", "app/site/pip/main.pyc"]
)
def test_shells_package_managers_and_compilers_are_found(tmp_path: Path, path: str) -> None:
    """In whichever layer and folder they lie; the list of packages that scanners read is none of them."""
    harmless = {"var/lib/dpkg/status.d/libc6": b"", "app/src/shell.py": b""}
    assert read(saved(tmp_path, harmless, {path: b""})).unwanted == (path,)
