"""
Files in a folder and in a bucket keep the same promises; a bucket also gives links that end.

The bucket is the stand-in's, or under `./run store` that of SeaweedFS, which nobody here has written.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from invoiceflow.entrypoints.setup.real_store import VARIABLE as SEAWEEDFS
from invoiceflow.kernel.ids import TenantId
from invoiceflow.runtime.aws import GivenCredentials
from invoiceflow.runtime.clock import SystemClock
from invoiceflow.runtime.files import DamagedFile, Files, NoSuchFile, PostForm, ShownAs, named
from invoiceflow.runtime.object_store import PART_BYTES, ObjectStore
from invoiceflow.runtime.s3 import Bucket, StoreFailed
from invoiceflow.runtime.sigv4 import Credentials, Signer
from invoiceflow.runtime.upload_bucket import FORM_SECONDS, UploadBucket
from product import GivenClock, local_files
from seaweed import seaweedfs
from stand_ins import Sandbox

CONTENT = b"%PDF-1.7 of a tenant"
SHOWN = ShownAs("application/pdf", "2026-0001.pdf")


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, and who may use it."""

    bucket: Bucket
    keys: Credentials


class Stores:
    """Opens stores on a bucket, and closes them in the end."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.opened: list[ObjectStore | UploadBucket] = []

    def open(
        self, *, bucket: Bucket | None = None, secret: str = "", clock: GivenClock | None = None
    ) -> ObjectStore:
        """Return a store."""
        known = self.place.keys
        keys = replace(known, secret_key=secret or known.secret_key)
        store = ObjectStore(bucket or self.place.bucket, GivenCredentials(keys), clock or SystemClock())
        self.opened.append(store)
        return store

    def take(self, clock: GivenClock | None = None) -> UploadBucket:
        """Return what takes uploads, into the same bucket: what it is called matters to nobody."""
        uploads = UploadBucket(self.place.bucket, GivenCredentials(self.place.keys), clock or SystemClock())
        self.opened.append(uploads)
        return uploads


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, data_folder: Path) -> Iterator[Place]:
    """Yield the stand-in's bucket, or one of the server that `./run store` names."""
    program = os.environ.get(SEAWEEDFS)
    if program is None:
        sandbox: Sandbox = request.getfixturevalue("sandbox")
        yield Place(sandbox.bucket, Credentials(sandbox.client_id, sandbox.client_secret))
        return
    with seaweedfs(Path(program), data_folder / "seaweedfs") as (bucket, keys):
        yield Place(bucket, keys)


@pytest.fixture
async def stores(place: Place) -> AsyncIterator[Stores]:
    """Yield what opens stores."""
    stores = Stores(place)
    yield stores
    for store in stores.opened:
        await store.close()


async def asked(method: str, url: str, headers: dict[str, str] | None = None) -> httpx.Response:
    """Ask the store as a browser would."""
    async with httpx.AsyncClient() as client:
        return await client.request(method, url, headers=headers)


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, stores: Stores, tmp_path: Path) -> Files:
    """Return one kind of file store after the other."""
    return local_files(tmp_path) if request.param == "folder" else stores.open()


@pytest.fixture
def tenant_id() -> TenantId:
    """Return a tenant's id."""
    return TenantId(uuid4())


@dataclass
class Parts:
    """Parts of a file, after which it may fail."""

    sizes: tuple[int, ...]
    fails: bool = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the parts."""
        for number, size in enumerate(self.sizes):
            yield bytes([number]) * size
        if self.fails:
            raise RuntimeError("nothing more to write")


async def test_bytes_are_stored_once_under_their_hash(files: Files, tenant_id: TenantId) -> None:
    """The same bytes have the same name, twice as well as once."""
    name = await files.put(tenant_id, CONTENT)
    assert name == named(CONTENT) == await files.put(tenant_id, CONTENT)
    assert await files.get(tenant_id, name) == CONTENT


async def test_a_tenant_has_only_its_own(files: Files, tenant_id: TenantId) -> None:
    """Whoever knows the name of another's file has nothing of it."""
    name = await files.put(tenant_id, CONTENT)
    with pytest.raises(NoSuchFile):
        await files.get(TenantId(uuid4()), name)


@pytest.mark.parametrize("name", ["", "0" * 63, "../" * 21 + "x", "é" * 64, "A" * 64])
async def test_what_is_no_name_finds_nothing(files: Files, tenant_id: TenantId, name: str) -> None:
    """No path is built of what cannot be a hash."""
    with pytest.raises(NoSuchFile):
        await files.get(tenant_id, name)


async def test_large_files_come_and_go_in_parts(files: Files, tenant_id: TenantId) -> None:
    """A file that is larger than a part is whole again when it is read."""
    sizes = (PART_BYTES - 1, 3, PART_BYTES // 2)
    stored = await files.put_parts(tenant_id, aiter(Parts(sizes)), draft="export")
    content = b"".join([part async for part in files.parts_of(tenant_id, stored.name)])
    assert (len(content), named(content)) == (sum(sizes), stored.name) == (stored.size_bytes, stored.name)


async def test_a_file_that_fails_leaves_nothing(files: Files, tenant_id: TenantId) -> None:
    """Half a file is no file; the next attempt begins anew."""
    with pytest.raises(RuntimeError):
        await files.put_parts(tenant_id, aiter(Parts((10,), fails=True)), draft="export")
    stored = await files.put_parts(tenant_id, aiter(Parts((10,))), draft="export")
    assert await files.get(tenant_id, stored.name) == bytes(10)


async def test_an_empty_file_is_one(files: Files, tenant_id: TenantId) -> None:
    """Nothing is a content, too."""
    stored = await files.put_parts(tenant_id, aiter(Parts(())), draft="export")
    assert (stored.size_bytes, await files.get(tenant_id, stored.name)) == (0, b"")


async def test_only_what_is_named_is_kept(files: Files, tenant_id: TenantId) -> None:
    """Emptying a tenant keeps what the law asks for, and leaves other tenants alone."""
    other = TenantId(uuid4())
    kept, *removed = [await files.put(tenant_id, bytes([number])) for number in range(130)]
    foreign = await files.put(other, CONTENT)
    await files.keep_only(tenant_id, frozenset({kept}))
    assert await files.get(tenant_id, kept) == b"\0"
    assert await files.get(other, foreign) == CONTENT
    for name in (removed[0], removed[-1]):
        with pytest.raises(NoSuchFile):
            await files.get(tenant_id, name)


async def test_a_removed_file_is_gone(files: Files, tenant_id: TenantId) -> None:
    """Removing twice is no error."""
    name = await files.put(tenant_id, CONTENT)
    await files.remove(tenant_id, name)
    await files.remove(tenant_id, name)
    with pytest.raises(NoSuchFile):
        await files.get(tenant_id, name)


async def test_damaged_bytes_are_not_given_out(stores: Stores, tenant_id: TenantId) -> None:
    """Bytes that were changed in the bucket are an error, not a document."""
    store, place = stores.open(), stores.place
    name = await store.put(tenant_id, CONTENT)
    other = await store.put(tenant_id, b"other")
    at, path = SystemClock().now(), f"{place.bucket.url}/{tenant_id}/{name[:2]}/{name}"
    source = {"x-amz-copy-source": f"/{place.bucket.name}/{tenant_id}/{other[:2]}/{other}"}
    signed = Signer("s3", place.bucket.region).headers(
        place.keys, "PUT", path, at, content_sha256=named(b""), headers=source
    )
    assert (await asked("PUT", path, signed)).status_code == 200
    with pytest.raises(DamagedFile):
        await store.get(tenant_id, name)
    with pytest.raises(DamagedFile):
        _ = [part async for part in store.parts_of(tenant_id, name)]


async def test_a_link_gives_the_file_as_it_is_to_be_shown(stores: Stores, tenant_id: TenantId) -> None:
    """Whoever has the link needs nothing else, for a minute."""
    store = stores.open()
    link = await store.link(tenant_id, await store.put(tenant_id, CONTENT), SHOWN)
    answer = await asked("GET", link)
    assert (answer.content, answer.headers["content-type"]) == (CONTENT, "application/pdf")
    assert answer.headers["content-disposition"] == 'inline; filename="2026-0001.pdf"'


async def test_a_link_ends_and_is_of_one_file(stores: Stores, tenant_id: TenantId) -> None:
    """A minute later it gives nothing, and never another tenant's file."""
    clock = GivenClock(SystemClock().now())
    store = stores.open(clock=clock)
    name = await store.put(tenant_id, CONTENT)
    foreign = TenantId(uuid4())
    await store.put(foreign, CONTENT)
    link = await store.link(tenant_id, name, SHOWN)
    assert (await asked("GET", link)).status_code == 200
    assert (await asked("GET", link.replace(str(tenant_id), str(foreign)))).status_code == 403
    clock.advance(timedelta(seconds=-62))
    assert (await asked("GET", await store.link(tenant_id, name, SHOWN))).status_code == 403


async def test_a_store_without_rights_or_at_all_says_so(stores: Stores, tenant_id: TenantId) -> None:
    """Wrong keys, a bucket that is none, and no server: one sentence each, and nothing half stored."""
    with pytest.raises(StoreFailed, match="403 SignatureDoesNotMatch"):
        await stores.open(secret="wrong").put(tenant_id, CONTENT)  # which is the point
    nowhere = replace(stores.place.bucket, name="elsewhere")
    with pytest.raises(StoreFailed, match="404 NoSuchBucket"):
        await stores.open(bucket=nowhere).put(tenant_id, CONTENT)
    closed = Bucket("documents", "eu-central-1", "http://127.0.0.1:1")
    with pytest.raises(StoreFailed, match="ConnectError"):
        await stores.open(bucket=closed).get(tenant_id, named(CONTENT))


async def posted(form: PostForm, content: bytes) -> httpx.Response:
    """Post a file as a browser would."""
    async with httpx.AsyncClient() as client:
        return await client.post(form.url, data=dict(form.fields), files={"file": ("a.png", content)})


async def test_an_upload_comes_in_by_a_form(stores: Stores, tenant_id: TenantId) -> None:
    """A browser posts it to the store, is led back with its key, and it is there until it is removed."""
    uploads = stores.take()
    form = await uploads.form(tenant_id, most_bytes=100, back_url="https://invoices.example/posted")
    answer = await posted(form, CONTENT)
    onward = httpx.URL(answer.headers["location"])
    assert (answer.status_code, onward.host, onward.path) == (303, "invoices.example", "/posted")
    key = onward.params["key"]
    assert await uploads.read(tenant_id, key) == CONTENT
    with pytest.raises(NoSuchFile):
        await uploads.read(TenantId(uuid4()), key)
    await uploads.remove(tenant_id, key)
    with pytest.raises(NoSuchFile):
        await uploads.read(tenant_id, key)


async def test_an_upload_is_no_larger_no_later_and_nobody_else_s(stores: Stores, tenant_id: TenantId) -> None:
    """The store refuses what is too large or empty, another's key, another type, and an hour later everything."""
    clock = GivenClock(SystemClock().now())
    uploads = stores.take(clock=clock)
    form = await uploads.form(tenant_id, most_bytes=100, back_url="https://invoices.example/posted")
    assert [(await posted(form, bytes(size))).status_code for size in (101, 0)] == [400, 400]
    foreign = {"key": form.fields["key"].replace(str(tenant_id), str(uuid4()))}
    for changed in (foreign, {"Content-Type": "text/html"}):
        spoilt = replace(form, fields={**form.fields, **changed})
        assert (await posted(spoilt, CONTENT)).status_code == 403
    clock.advance(timedelta(seconds=-FORM_SECONDS - 2))
    late = await uploads.form(tenant_id, most_bytes=100, back_url="https://invoices.example/posted")
    assert (await posted(late, CONTENT)).status_code == 403
    with pytest.raises(NoSuchFile):
        await stores.take().read(tenant_id, late.fields["key"])
