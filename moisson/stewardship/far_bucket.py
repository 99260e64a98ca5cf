"""Files in an S3 bucket, through obstore, which signs, retries and finds credentials in the environment."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError, UserError
from moisson.stewardship.far import SMALL_BYTES

# Credentials of obstore. Without any it would ask the cloud's metadata service, a link-local address.
WHO = ("access_key_id", "web_identity_token_file", "container_credentials_relative_uri", "container_credentials_full_uri")
PATIENCE: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=60)}


@dataclass(frozen=True)
class Bucket:
    """A bucket's files under a prefix."""

    where: str
    options: Mapping[str, str | bool]
    store: S3Store = field(init=False)

    def __post_init__(self) -> None:
        bucket, _, prefix = self.where.removeprefix("s3://").partition("/")
        said: dict[str, Any] = {"prefix": prefix or None, **self.options}
        known = any(name in said or f"aws_{name}" in said or os.environ.get(f"AWS_{name.upper()}") for name in WHO)
        if not known and "skip_signature" not in said:
            said["skip_signature"] = True
        endpoint = str(said.get("endpoint") or os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT") or "")
        client: Any = {"allow_http": True} if endpoint.startswith("http://") else None
        try:
            store = S3Store(bucket, retry_config=PATIENCE, client_options=client, **said)
        except (BaseError, TypeError, ValueError) as error:
            raise UserError(f"{self.where} cannot be opened: {first_line(error)}.") from None
        object.__setattr__(self, "store", store)

    @classmethod
    def of(cls, where: str, options: Mapping[str, str | bool]) -> Self:
        """Open a bucket; raises UserError where none is named or an option is unknown."""
        if not where.removeprefix("s3://").partition("/")[0]:
            raise UserError(f"{where} names no bucket; write s3://BUCKET/PREFIX.")
        return cls(where, options)

    def at(self, where: str) -> Self:
        return replace(self, where=where)

    def close(self) -> None:
        """Nothing to close: obstore ends its connections itself."""

    def names(self) -> list[str]:
        with self._asking(""):
            return [each["path"] for page in obstore.list(self.store) for each in page]

    def whole(self, name: str) -> bytes | None:
        with self._asking(name):
            try:
                came = obstore.get(self.store, name)
            except FileNotFoundError:
                return None
            if came.meta["size"] > SMALL_BYTES:
                raise FetchError(f"{self.where}/{name} has {came.meta['size']:,} bytes: too many for a file of its name.")
            return bytes(came.bytes())

    def piece(self, name: str, start: int, stop: int, size: int) -> bytes:
        with self._asking(name):
            came = obstore.get(self.store, name, options={"range": (start, stop)})
            if came.meta["size"] != size:
                sizes = f"has {came.meta['size']:,} bytes, and {size:,} by its manifest"
                raise FetchError(f"{self.where}/{name} {sizes}; open the release again; `verify` names what differs.")
            return bytes(came.bytes())

    def save(self, name: str, path: Path) -> bool:
        with self._asking(name):
            try:
                came = obstore.get(self.store, name)
            except FileNotFoundError:
                return False
            with disk(path), path.open("wb") as file:
                for chunk in came:
                    file.write(chunk)
        return True

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            raise FetchError(f"{self.where}/{name} cannot be fetched: {first_line(error)}.") from None


def first_line(error: Exception) -> str:
    """The first line of obstore's message; causes follow on others."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
