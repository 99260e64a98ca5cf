"""The S3 interface: pages of listings, errors in XML, and signed requests (AWS Signature V4).

Of botocore, only the signer and the local part of its credential chain are used: environment, files, and a program that the
profile names. Providers that ask a server (roles, single sign-on, a cloud's metadata service) would bypass our client.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote, unquote_plus, urlencode

import httpx2
from lxml import etree

from moisson.connectors.web.client import Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.retries import Sign
from moisson.connectors.web.safety import checked
from moisson.connectors.xml_answer import NotXml, local_name, parse_xml
from moisson.contracts.errors import FetchError, SourceError

# botocore has no types.
S3SigV4Auth: Any = import_module("botocore.auth").S3SigV4Auth
AWSRequest: Any = import_module("botocore.awsrequest").AWSRequest
BotoCoreError: type[Exception] = import_module("botocore.exceptions").BotoCoreError
Session: Any = import_module("botocore.session").Session
HERE = frozenset({"env", "shared-credentials-file", "config-file", "custom-process"})  # providers that ask no server
MOST_OBJECTS = 5_000_000
# Codes about the credentials, not the object or bucket.
OF_CREDENTIALS = frozenset(
    {
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "ExpiredToken",
        "InvalidToken",
        "AuthorizationHeaderMalformed",
        "RequestTimeTooSkewed",
    }
)


@dataclass(frozen=True, slots=True)
class BucketEntry:
    """An object in a bucket's listing."""

    key: str
    size: int  # bytes
    etag: str  # with quotes
    modified: str
    storage: str  # storage class: STANDARD, GLACIER …


@dataclass(frozen=True)
class Bucket:
    """A bucket at its base address."""

    client: Client
    address: str
    name: str

    def url(self, key: str) -> str:
        return f"{self.address}/{quote(key, safe='/-_.~')}"

    def objects(self, prefix: str, rows: int) -> Iterator[BucketEntry]:
        """Every object under a prefix, in page order. Raises FetchError."""
        more: dict[str, str] = {}
        seen: set[str] = set()
        count = 0
        while True:
            asked = {"list-type": "2", "max-keys": str(rows), "prefix": prefix, "encoding-type": "url", **more}
            page = self._page({name: value for name, value in asked.items() if value})
            encoded = _text(page, "EncodingType") == "url"
            for entry in page:
                if local_name(entry) == "Contents":
                    count += 1
                    yield self._object(entry, encoded)
            if count > MOST_OBJECTS:
                raise FetchError(f"{self.name} lists more than {MOST_OBJECTS:,} objects; narrow `prefix`.")
            if _text(page, "IsTruncated") != "true":
                return
            token = _text(page, "NextContinuationToken")
            if not token or token in seen:
                raise FetchError(f"{self.address} gives no valid continuation token.")
            seen.add(token)
            more = {"continuation-token": token}

    def _page(self, asked: Mapping[str, str]) -> etree._Element:
        url = f"{self.address}?{urlencode(asked, quote_via=quote, safe='-_.~')}"
        try:
            answer = self.client.get(url, accept="application/xml", conditional=False)
        except Failure as failure:
            raise self._explained(failure) from None
        try:
            root = parse_xml(answer.body)
        except NotXml as error:
            raise FetchError(f"{answer.url} is no bucket listing: {error}.") from None
        if local_name(root) != "ListBucketResult":
            raise FetchError(f"{answer.url} is no bucket listing, but <{local_name(root)[:60]}>; correct `endpoint`.")
        return root

    def _object(self, entry: etree._Element, encoded: bool) -> BucketEntry:
        key, size, etag = _text(entry, "Key"), _text(entry, "Size"), _text(entry, "ETag")
        if not key or not re.fullmatch(r"\d{1,18}", size) or not etag or not etag.isprintable():
            raise FetchError(f"{self.name} lists an object without key, size or ETag: {key[:200]!r}.")
        key = unquote_plus(key, errors="surrogateescape") if encoded else key
        etag = etag if etag.startswith('"') else f'"{etag}"'
        return BucketEntry(key, int(size), etag, _text(entry, "LastModified"), _text(entry, "StorageClass") or "STANDARD")

    def _explained(self, failure: Failure) -> FetchError:
        code, message = error_of(failure)
        region = failure.headers.get("x-amz-bucket-region")
        if region and (failure.reason == "redirect-invalid" or code in ("AuthorizationHeaderMalformed", "PermanentRedirect")):
            return FetchError(f"the bucket {self.name} lies in another region; write region = {region[:40]!r}.")
        if code == "NoSuchBucket":
            return FetchError(f"there is no bucket {self.name} at {self.address}; correct `bucket` or `endpoint`.")
        if code in OF_CREDENTIALS:
            return FetchError(f"{self.address} does not accept these credentials ({code}): correct them, `profile` or `region`.")
        if failure.reason in ("http-401", "http-403"):
            said = f" ({code})" if code else ""
            remedy = "give credentials that may, or unsigned = true for a public bucket"
            return FetchError(f"{self.address} does not let you list the bucket{said}: {remedy}.")
        return FetchError(f"{failure} {code}: {message}") if code else failure


def error_of(failure: Failure) -> tuple[str, str]:
    """The code and message of an XML error; empty if there is none."""
    try:
        root = parse_xml(failure.body) if failure.body else None
    except NotXml:
        root = None
    if root is None or local_name(root) != "Error":
        return "", ""
    code = re.sub(r"[^A-Za-z0-9]", "", _text(root, "Code"))[:60]
    return code, "".join(char for char in _text(root, "Message")[:200] if char.isprintable())


def kebab(code: str) -> str:
    """An error code as a reason: `AccessDenied` is `access-denied`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", code).lower()


def signer(address: str, region: str, profile: str | None) -> Sign:
    """Signs requests to this address's host, and no others. Raises SourceError without credentials."""
    try:
        session = Session(profile=profile)
        chain = session.get_component("credential_provider")
        for provider in list(chain.providers):
            if provider.METHOD not in HERE:
                chain.remove(provider.METHOD)
        held = session.get_credentials()
    except BotoCoreError as error:
        raise SourceError(f"the credentials for S3 cannot be read: {error}") from None
    if held is None:
        raise SourceError(
            "there are no credentials for S3 in the environment or in the AWS files; set AWS_ACCESS_KEY_ID and"
            " AWS_SECRET_ACCESS_KEY, name a `profile`, or write unsigned = true for a public bucket."
        )
    home = _server(checked(address))

    def sign(method: str, url: httpx2.URL) -> dict[str, str]:
        if _server(url) != home:
            return {}
        request = AWSRequest(method=method, url=str(url))
        S3SigV4Auth(held.get_frozen_credentials(), "s3", region).add_auth(request)
        return {str(name): str(value) for name, value in request.headers.items()}

    return sign


def _server(url: httpx2.URL) -> tuple[Any, ...]:
    """An address's server, however it is written."""
    return url.scheme, url.host, url.port


def _text(element: etree._Element, name: str) -> str:
    return next((each.text or "" for each in element if local_name(each) == name), "")
