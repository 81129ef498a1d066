"""A real server of S3's protocol for one test module: SeaweedFS, which `./run store` installs."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir

import httpx

from invoiceflow.entrypoints.development.child import Program, spawn
from invoiceflow.entrypoints.development.network import LOOPBACK, free_ports, serves
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.s3 import Bucket
from invoiceflow.runtime.sigv4 import Credentials, Signer

# Each of its servers listens, and most a second time for their own talk. 0 leaves out those that can be.
_LISTENING = ("master", "volume", "filer", "s3")
_TALKING = ("master.port.grpc", "volume.port.grpc", "filer.port.grpc", "s3.port.grpc", "admin.port.grpc")


@contextmanager
def seaweedfs(program: Path, folder: Path) -> Iterator[tuple[Bucket, Credentials]]:
    """Start it with one empty bucket; yield that and who may use it. Ended by force: by itself it takes long."""
    names = [*(f"{name}.port" for name in _LISTENING), *_TALKING, "admin.port"]
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    keys = Credentials(f"key{token_hex(4)}", token_hex(16))
    folder.mkdir(parents=True)
    command: tuple[str | Path, ...] = (
        *(program, "mini", f"-dir={folder}", f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}", "-bucket=documents"),
        *(
            "-webdav=false",
            "-admin.ui=false",
            "-s3.autoCreateBucket=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
        ),
        *(f"-{name}={port}" for name, port in ports.items()),
    )
    environment = {"AWS_ACCESS_KEY_ID": keys.access_key, "AWS_SECRET_ACCESS_KEY": keys.secret_key}
    environment |= {"HOME": str(folder), "PATH": os.environ["PATH"]}
    child = spawn(Program("SeaweedFS", command, folder / "log", environment))
    try:
        bucket = Bucket("documents", "us-east-1", f"http://{LOOPBACK}:{ports['s3.port']}")
        child.wait_until(lambda: serves(ports["s3.port"], "/healthz") and _is_made(bucket, keys), seconds=60)
        yield bucket, keys
    finally:
        child.stop(patience_seconds=0)
        for port in ports.values():
            # Named by port alone, so that one left by another user would keep it from starting there.
            for socket in Path(gettempdir()).glob(f"seaweedfs-*-{port}.sock"):
                socket.unlink(missing_ok=True)
        shutil.rmtree(folder)


def _is_made(bucket: Bucket, keys: Credentials) -> bool:
    """Return whether the bucket is there, which the server makes after it says that it is well."""
    listed = f"{bucket.url}?list-type=2"
    link = Signer("s3", bucket.region).link(keys, "GET", listed, SystemClock().now(), seconds=60)
    return httpx.get(link).is_success
