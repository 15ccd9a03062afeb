# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Where reports are kept: in a folder or in a bucket. Either all files of a run are there, complete, or none."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Optional, TextIO

from ..._core.errors import BadOption, CannotDo, NotApplied
from ..._core.quoting import brief
from ..._core.session import Session
from ..._iam.language import GROUP
from .reading import FILE_NAME, EarlierReport

Files = Mapping[str, TextIO]

# Bytes that are read at once.
BLOCK = 8 * 1024**2

TO_LIST = ("OBJECT_INSPECT",)

TO_READ = ("OBJECT_READ",)

TO_WRITE = ("OBJECT_CREATE", "OBJECT_INSPECT", "OBJECT_OVERWRITE")

CONTENT_TYPES: Mapping[str, str] = {
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".sarif": "application/sarif+json",
    ".xml": "application/xml",
}


class Folder:
    """A folder, which is created if the one that it is in exists. Raises BadOption for any other path."""

    def __init__(self, path: str, *, option: str) -> None:
        self._path = path
        self._option = option
        self._require("\0" not in path, "has a character that no path has", "Correct the path.")
        if os.path.isdir(path):
            self._require(os.access(path, os.W_OK | os.X_OK), "is not writable", "Specify a folder of your own.")
            return
        self._require(not os.path.lexists(path), "is no folder", "Specify a folder.")
        parent = os.path.dirname(os.path.abspath(path))
        self._require(os.path.isdir(parent), f"is in {brief(parent)}, which does not exist", "Create that folder.")
        self._require(os.access(parent, os.W_OK | os.X_OK), "cannot be created", "Specify a folder of your own.")

    def location(self, name: str) -> str:
        """Where a file of the report is."""
        return os.path.join(self._path, name)

    @contextlib.contextmanager
    def files(self, names: Sequence[str]) -> Iterator[Files]:
        """The files to write: they get their names when all are complete, and are removed if anything fails."""
        with _failures(self._path):
            is_new = not os.path.isdir(self._path)
            if is_new:
                os.mkdir(self._path, 0o700)
            try:
                with _drafts(self._path, names) as drafts:
                    yield drafts.files
                    drafts.complete()
                    for name in _in_order(names):
                        os.replace(drafts.paths[name], self.location(name))
            except BaseException:
                if is_new:
                    with contextlib.suppress(OSError):
                        os.rmdir(self._path)
                raise

    @contextlib.contextmanager
    def earlier(self) -> Iterator[EarlierReport]:
        """The report in it. Raises BadOption."""
        yield EarlierReport(self._path, option=self._option)

    def _require(self, is_so: bool, problem: str, advice: str) -> None:
        if not is_so:
            raise BadOption(f"{self._option} {problem}: {brief(self._path)}", advice=(advice,), option=self._option)


@dataclass(frozen=True)
class Address:
    """Objects of a bucket by the beginning of their names; without `namespace`, in that of the tenancy."""

    name: str
    namespace: Optional[str] = None
    prefix: str = ""

    def at_root(self) -> Address:
        """The bucket without the beginning of names."""
        return replace(self, prefix="")

    def object_name(self, name: str) -> str:
        """The name of the object with a file of the report."""
        folder = self.prefix.strip("/")
        return f"{folder}/{name}" if folder else name


class Bucket:
    """A bucket in the region of a session. Files are written to a temporary folder first, and put when complete."""

    def __init__(self, session: Session, address: Address, *, option: str) -> None:
        self._session = session
        self._address = address
        self._option = option
        self._of_tenancy: Optional[str] = None

    def check(self) -> None:
        """Raise a Failure if the bucket cannot be listed, before the work of an audit is in vain."""
        action = f"list the reports in the bucket {self._address.name}"
        with self._doing(action, "ListObjects", TO_LIST):
            self._client.list_objects(*self._bucket, prefix=self._address.object_name(""), limit=1)

    def location(self, name: str) -> str:
        """Where a file of the report is, as events of OCI name it."""
        namespace, bucket = self._bucket
        return f"/n/{namespace}/b/{bucket}/o/{self._address.object_name(name)}"

    @contextlib.contextmanager
    def files(self, names: Sequence[str]) -> Iterator[Files]:
        """The files to write: they are put when all are complete, the report itself last. Raises Failure."""
        with _failures(tempfile.gettempdir()), _folder() as folder, _drafts(folder, names) as drafts:
            yield drafts.files
            drafts.complete()
            for name in _in_order(names):
                self._put(name, drafts.paths[name])

    @contextlib.contextmanager
    def earlier(self, name: str = FILE_NAME) -> Iterator[EarlierReport]:
        """A report in it, fetched to a temporary file. Raises Failure, or BadOption for what is no report."""
        with _folder() as folder:
            path = os.path.join(folder, FILE_NAME)
            with _failures(folder), open(path, "wb") as file:
                self._get(self._address.object_name(name), file)
            yield EarlierReport(path, option=self._option)

    def _put(self, name: str, path: str) -> None:
        target = self._address.object_name(name)
        digest = _md5(path)
        action = f"write the report {target} to the bucket {self._address.name}"
        with self._doing(action, "PutObject", TO_WRITE), open(path, "rb") as file:
            self._client.put_object(
                *self._bucket,
                target,
                file,
                content_md5=digest,
                content_type=CONTENT_TYPES[os.path.splitext(name)[1]],
            )
        # A list shows what HeadObject does, and unlike it says why it fails.
        with self._doing(action, "ListObjects", TO_LIST):
            listed = self._client.list_objects(*self._bucket, prefix=target, fields="name,size,md5", limit=1)
        size = os.path.getsize(path)
        if [(each.name, each.size, each.md5) for each in listed.data.objects] != [(target, size, digest)]:
            raise NotApplied(
                f"the object has another content than the {size} bytes that were written",
                action=action,
                advice=("Another task may have written it: use another prefix for each.",),
                operation="PutObject",
                service="object_storage",
                resource=target,
                region=self._session.region,
            )

    def _get(self, name: str, file: BinaryIO) -> None:
        """Fetch an object piece by piece, since the SDK holds an answer in memory; the etag keeps them together."""
        action = f"read the report {name} in the bucket {self._address.name}"
        condition: dict[str, str] = {}
        start, size = 0, 1
        while start < size:
            with self._doing(action, "GetObject", TO_READ):
                answer = self._client.get_object(
                    *self._bucket, name, range=f"bytes={start}-{start + BLOCK - 1}", **condition
                )
            piece = answer.data.content
            file.write(piece)
            start += len(piece)
            size = _size(answer.headers, start)
            condition = {"if_match": answer.headers["etag"]}
            if not piece:
                break

    @property
    def _bucket(self) -> tuple[str, str]:
        """The namespace and the name of the bucket."""
        namespace = self._address.namespace or self._of_tenancy
        if namespace is None:
            with self._doing("find the tenancy's Object Storage namespace", "GetNamespace", ()):
                namespace = self._of_tenancy = str(self._client.get_namespace().data)
        return namespace, self._address.name

    @property
    def _client(self) -> Any:
        return self._session.client("object_storage", "ObjectStorageClient")

    def _doing(
        self, action: str, operation: str, permissions: Sequence[str]
    ) -> contextlib.AbstractContextManager[None]:
        return self._session.doing(
            action,
            service="object_storage",
            operation=operation,
            resource=self._address.name,
            statements=statements(self._address.name, permissions),
        )


def statements(bucket: str, permissions: Sequence[str]) -> tuple[str, ...]:
    """What lets a group use the objects of a bucket with these permissions and no others."""
    if not permissions:
        return ()
    each = ", ".join(f"request.permission = '{name}'" for name in permissions)
    only = f"any {{{each}}}" if len(permissions) > 1 else each
    return (
        f"Allow group {GROUP} to manage objects in compartment <compartment of the bucket> "
        f"where all {{target.bucket.name = '{bucket}', {only}}}",
    )


def _folder() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder that only its owner can read."""
    return tempfile.TemporaryDirectory(prefix="cmk-oci-")


class _Drafts:
    """Files in a folder that only their owner can read, under names of no meaning until they are complete."""

    def __init__(self, folder: str, names: Sequence[str]) -> None:
        self.files: dict[str, TextIO] = {}
        self.paths: dict[str, str] = {}
        try:
            for name in names:
                number, self.paths[name] = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
                self.files[name] = open(number, "w", encoding="utf-8", errors="replace", newline="")  # noqa: SIM115
        except BaseException:
            self.remove()
            raise

    def complete(self) -> None:
        """Write to the disk what memory still holds, and close the files."""
        for each in self.files.values():
            each.flush()
            os.fsync(each.fileno())
            each.close()

    def remove(self) -> None:
        """Remove what has no name yet."""
        for each in self.files.values():
            with contextlib.suppress(OSError):
                each.close()
        for path in self.paths.values():
            with contextlib.suppress(OSError):
                os.unlink(path)


@contextlib.contextmanager
def _drafts(folder: str, names: Sequence[str]) -> Iterator[_Drafts]:
    drafts = _Drafts(folder, names)
    try:
        yield drafts
    finally:
        drafts.remove()


@contextlib.contextmanager
def _failures(path: str) -> Iterator[None]:
    """Have the operating system's errors be Failures."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise CannotDo(reason, action=f"write the reports in {brief(path)}", resource=path) from None


def _in_order(names: Sequence[str]) -> list[str]:
    """The report itself last: where it is, all others are."""
    return sorted(names, key=lambda name: name == FILE_NAME)


def _md5(path: str) -> str:
    """The digest with which Object Storage proves a content; it guards against mistakes, not against attackers."""
    digest = hashlib.md5(usedforsecurity=False)
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            digest.update(block)
    return base64.b64encode(digest.digest()).decode()


def _size(headers: Mapping[str, str], otherwise: int) -> int:
    """The size of the whole object, of which the answer has a piece."""
    size = headers.get("content-range", "").rpartition("/")[2]
    return int(size) if size.isdigit() else otherwise
