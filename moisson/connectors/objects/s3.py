"""Buckets with the S3 interface: Amazon's, MinIO, Ceph, and compatible clouds.

Objects are listed with their ETags and requested by them, so that one that changes meanwhile is not half old and half new. Only
changed ones are requested again.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.fetching import closing_after, state_beside_list, store_or_temporary
from moisson.connectors.files.archive import printable
from moisson.connectors.memory.store import Store
from moisson.connectors.objects.objects import ARCHIVE, Choice, Object, Objects, obstacle, safe
from moisson.connectors.objects.s3_api import OF_CREDENTIALS, Bucket, BucketEntry, error_of, kebab, signer
from moisson.connectors.rights import rights_of, said
from moisson.connectors.web.client import Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.remote import Remote
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, Refused

ARCHIVED = frozenset({"GLACIER", "DEEP_ARCHIVE"})  # retrieval takes hours or fails
MD5 = re.compile(r'"([0-9a-f]{32})"')
DEFAULT_REGION = "us-east-1"  # signing region for stores without regions


class S3(Remote):
    """A bucket, or a prefix of it."""

    bucket: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$")  # its name
    prefix: str = ""  # only keys that start with it
    # address of another store that speaks S3: MinIO, Ceph
    endpoint: str | None = Field(default=None, pattern=r"^https?://[^\s/?#]+(?:/[^\s?#]*[^\s/?#])?$")
    region: str | None = Field(default=None, pattern=r"^[a-z0-9-]+$")  # the bucket's; required without `endpoint`
    # whether the bucket is in the path or the host name; use `path` for names with dots
    style: Literal["path", "virtual"] | None = None
    unsigned: bool = False  # for public buckets
    profile: str | None = None  # in the AWS configuration
    # globs over keys; `lots.zip!*.xml` selects members. One that matches nothing stops the harvest
    include: list[str] = Field(default=["**"])
    exclude: list[str] = Field(default=[])  # globs of what to leave out
    rows: int = Field(default=1000, ge=1, le=1000)  # keys per page

    @model_validator(mode="after")
    def _has_place(self) -> "S3":
        if self.endpoint is None and self.region is None:
            raise ValueError("give `endpoint`, the address of the store, or `region` for Amazon's own")
        return self

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List the bucket; changed objects come as they are consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(self._client(memory))
            items, objects = self._listed(client, memory)
            told = [[each.path, each.token] if isinstance(each, Object) else [each.id, each.reason] for each in items]
            version = fingerprint([told, state_beside_list(client, memory, self._scope)])
            opened = any(ARCHIVE.search(each.path) for each in items if isinstance(each, Object))
            origin = {"connector": "s3", "bucket": self.bucket, "prefix": self.prefix, "objects": str(len(items))}
            return Fetched(version, origin, closing_after(stack.pop_all(), objects.files(items)), None if opened else len(items))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The objects with sizes; metadata that may state a licence comes only with an object."""
        with store_or_temporary(store) as memory, self._client(memory) as client:
            items, objects = self._listed(client, memory)
            for item in items:
                yield item if isinstance(item, Refused) else objects.offered(item)

    @property
    def _scope(self) -> str:
        return f"s3:{fingerprint([self._address, self.bucket])[:16]}:"

    @property
    def _address(self) -> str:
        """The base address of requests."""
        endpoint = self.endpoint or f"https://s3.{self.region}.amazonaws.com"
        if (self.style or ("path" if self.endpoint else "virtual")) == "path":
            return f"{endpoint}/{self.bucket}"
        parts = urlsplit(endpoint)
        return parts._replace(netloc=f"{self.bucket}.{parts.netloc}").geturl()

    def _client(self, memory: Store) -> Client:
        sign = None if self.unsigned else signer(self._address, self.region or DEFAULT_REGION, self.profile)
        return Client(self.manners, memory, sign=sign)

    def _listed(self, client: Client, memory: Store) -> tuple[list[Object | Refused], Objects]:
        """The wanted objects, sorted, and their fetcher."""
        bucket, choice = Bucket(client, self._address, self.bucket), Choice(self.include, self.exclude)
        found: dict[str, Object | Refused] = {}  # by key
        named: dict[str, str] = {}  # by path, the first key of this name
        empty = True
        for each in bucket.objects(self.prefix, self.rows):
            empty = False
            path = safe(each.key)
            if (each.key.endswith("/") and not each.size) or not choice.objects(path):
                continue  # a folder marker, or not wanted
            why = obstacle(path, each.size, "s3") or _same_name(path, named.setdefault(path, each.key), each) or _archived(each)
            found[each.key] = why or self._object(bucket, each)
        if empty:
            raise FetchError(f"the bucket {self.bucket} holds nothing under {self.prefix!r}; correct `prefix` or `bucket`.")
        if choice.objects.unmatched:
            raise FetchError(f"{self.bucket} holds no object that `{choice.objects.unmatched[0]}` names; correct `include`.")
        items = [found[key] for key in sorted(found, key=lambda key: (safe(key), key))]
        return items, Objects(client, memory, self._scope, choice.members, explain, self._own)

    def _object(self, bucket: Bucket, each: BucketEntry) -> Object:
        url = bucket.url(each.key)
        md5 = MD5.fullmatch(each.etag)
        token = fingerprint([each.etag, each.size, each.modified])
        named = {"bucket": self.bucket, "key": each.key, "etag": each.etag.strip('"'), "modified": each.modified}
        about = About(url, record=named)
        return Object(safe(each.key), url, each.size, each.key, token, f"md5:{md5[1]}" if md5 else None, about, each.etag)

    def _own(self, object: Object, headers: Mapping[str, str]) -> dict[str, str] | None:
        """The licence in an object's metadata."""
        where = f"s3://{self.bucket}/{printable(object.key)} x-amz-meta-license"
        return rights_of(said("document", [headers.get("x-amz-meta-license")], where))


def _same_name(path: str, first: str, each: BucketEntry) -> Refused | None:
    """Keys with `!` and `%21` give files of one name."""
    if each.key == first:
        return None
    return Refused(path, "s3:same-name", f"{each.key} would be called {path}, like {first}; it is skipped.")


def _archived(each: BucketEntry) -> Refused | None:
    if each.storage not in ARCHIVED:
        return None
    return Refused(safe(each.key), "s3:archived", f"{each.key} is in {each.storage}; its owner must restore it first.")


def explain(failure: Failure) -> tuple[str, str] | None:
    """The reason and sentence for one failed object. Raises FetchError if the others would fail too."""
    code, message = error_of(failure)
    detail = f"{failure.url}: {code}: {message}" if code else f"{failure.url}: {failure.detail}"
    if code in OF_CREDENTIALS:
        raise FetchError(f"{failure.url}: these credentials are no longer accepted ({code}); renew them and run again.")
    if failure.reason == "http-412":
        return "s3:changed", f"{failure.url}: it changed while the bucket was read; the next harvest brings it."
    if code == "InvalidObjectState":
        return "s3:archived", detail
    if re.search("encrypt|KMS", f"{code} {message}", re.IGNORECASE):
        return "s3:encrypted", detail
    if not code and failure.reason in ("http-401", "http-403"):
        return "s3:access-denied", detail
    return (f"s3:{kebab(code)}", detail) if code else None
