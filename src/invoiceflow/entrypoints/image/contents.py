"""What is in an image: how big it is, and that nothing is in it which an intruder would be glad of."""

import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

# Shells, package managers, compilers and what else brings programs along or makes them.
UNWANTED: Final = frozenset(
    {
        *("sh", "bash", "dash", "ash", "zsh", "busybox", "env", "perl"),
        *("apt", "apt-get", "dpkg", "pip", "pip3", "uv", "npm", "node", "curl", "wget"),
        *("cc", "gcc", "g++", "c++", "clang", "ld", "as", "make", "tcc", "strip"),
    }
)
UNWANTED_PACKAGES: Final = frozenset({"pip", "ensurepip", "setuptools", "site-packages"})
_CHUNK_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """An image's size as its layers lie on a disk and as a registry sends them, and the files in it."""

    bytes: int
    compressed_bytes: int
    paths: frozenset[str]

    @property
    def unwanted(self) -> tuple[str, ...]:
        """Files that are, or are of, what an image has no need of."""
        return tuple(sorted(filter(_is_unwanted, self.paths)))

    @property
    def programs(self) -> tuple[str, ...]:
        """What lies in a folder of programs."""
        folders = ("bin", "sbin", "libexec")
        return tuple(sorted(path for path in self.paths if PurePosixPath(path).parent.name in folders))


def read(archive: Path) -> Contents:
    """Return what an archive of `docker save` or `podman save` holds. Compressed as registries do, by gzip at 6."""
    plain, packed, paths = 0, 0, set[str]()
    with tarfile.open(archive) as saved:
        for layer in _layers(saved):
            size, compressed = _weigh(saved, layer)
            plain, packed = plain + size, packed + compressed
            with tarfile.open(fileobj=_opened(saved, layer)) as files:
                paths |= {each.name for each in files if not each.isdir()}
    return Contents(plain, packed, frozenset(paths))


def _layers(saved: tarfile.TarFile) -> list[str]:
    (manifest,) = json.load(_opened(saved, "manifest.json"))
    return list(manifest["Layers"])


def _opened(saved: tarfile.TarFile, name: str) -> IO[bytes]:
    found = saved.extractfile(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def _weigh(saved: tarfile.TarFile, layer: str) -> tuple[int, int]:
    size, compressed, squeeze = 0, 0, zlib.compressobj(6, wbits=31)
    for chunk in _chunks(_opened(saved, layer)):
        size += len(chunk)
        compressed += len(squeeze.compress(chunk))
    return size, compressed + len(squeeze.flush())


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk


def _is_unwanted(path: str) -> bool:
    *folders, name = PurePosixPath(path).parts
    return name in UNWANTED or not UNWANTED_PACKAGES.isdisjoint(folders)
