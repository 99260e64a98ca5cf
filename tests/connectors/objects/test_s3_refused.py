"""What a store keeps to itself, by object and as a whole, is said; and requests are signed for it and nobody else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from brought import bodies, reasons
from loopback import Given, loopback
from s3_server import BUCKET, KEYS, WANTED, Store, ask_moto, boto3, error, filled_store, s3, s3_store, with_credentials
from taken import take

from moisson.connectors.memory.store import Store as Memory
from moisson.contracts.errors import FetchError, SourceError


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_credentials(monkeypatch, tmp_path)


@pytest.fixture
def far() -> Iterator[Store]:
    with s3_store() as served:
        yield served


@pytest.fixture
def filled() -> Iterator[Store]:
    with filled_store() as served:
        yield served


def test_what_is_archived_or_encrypted_is_refused_with_its_reason(far: Store, store: Memory, tmp_path: Path) -> None:
    far.put("glace.txt", b"Avis.", StorageClass="GLACIER")
    far.put("profond.txt", b"Avis.", StorageClass="DEEP_ARCHIVE")
    for key in ("rangé.txt", "chiffré.txt", "clos.txt", "parti.txt", "clair.txt"):
        far.put(key, b"Avis.")
    address = f"/{BUCKET}/{{}}"
    far.spoiled[address.format("rang%C3%A9.txt")] = error(403, "InvalidObjectState", "The operation is not valid.")
    missing = "The object was stored using a form of Server Side Encryption. The correct parameters must be provided."
    far.spoiled[address.format("chiffr%C3%A9.txt")] = error(400, "InvalidRequest", missing)
    far.spoiled[address.format("clos.txt")] = error(403, "AccessDenied", "Access Denied")
    far.spoiled[address.format("parti.txt")] = error(404, "NoSuchKey", "The specified key does not exist.")
    found = take(s3(far), store, tmp_path)[1]
    assert reasons(found) == {
        "glace.txt": "s3:archived",
        "profond.txt": "s3:archived",
        "rangé.txt": "s3:archived",
        "chiffré.txt": "s3:encrypted",
        "clos.txt": "s3:access-denied",
        "parti.txt": "s3:no-such-key",
    }
    assert bodies(found) == {"clair.txt": b"Avis."}
    assert "glace.txt" not in far.paths(), "what is archived is not asked for"


def test_encrypted_by_the_server_an_object_is_read_though_its_etag_is_no_digest(
    far: Store, store: Memory, tmp_path: Path
) -> None:
    far.put("a.txt", b"Avis.")
    listed = take(s3(far), store, tmp_path)[1]
    far.spoiled[f"/{BUCKET}/a.txt"] = Given(b"Autre", 200, {"x-amz-server-side-encryption": "aws:kms"})
    again = Memory(tmp_path / "again")
    found = take(s3(far), again, tmp_path)[1]
    assert bodies(found) == {"a.txt": b"Autre"} and bodies(listed) == {"a.txt": b"Avis."}
    far.served.count()
    take(s3(far), again, tmp_path)
    assert far.paths() == ["list"]


def test_credentials_that_end_in_the_middle_stop_the_harvest_and_it_goes_on_with_new_ones(
    filled: Store, store: Memory, tmp_path: Path
) -> None:
    filled.spoiled[f"/{BUCKET}/avis/3.txt"] = error(400, "ExpiredToken", "The provided token has expired.")
    with pytest.raises(FetchError, match=r"no longer accepted \(ExpiredToken\); renew them"):
        take(s3(filled), store, tmp_path)
    filled.spoiled.clear()
    assert bodies(take(s3(filled), store, tmp_path)[1]) == WANTED


WRONG: dict[str, tuple[Given, str]] = {
    "no bucket": (error(404, "NoSuchBucket"), "there is no bucket avis at"),
    "not allowed": (error(403, "AccessDenied"), r"does not let you list the bucket \(AccessDenied\): .* unsigned = true"),
    "unknown key": (error(403, "InvalidAccessKeyId"), r"does not accept these credentials \(InvalidAccessKeyId\)"),
    "another region": (
        error(301, "PermanentRedirect", **{"x-amz-bucket-region": "eu-central-1"}),
        "lies in another region; write region = 'eu-central-1'",
    ),
    "signed for another region": (
        error(400, "AuthorizationHeaderMalformed", **{"x-amz-bucket-region": "eu-central-1"}),
        "lies in another region; write region = 'eu-central-1'",
    ),
    "a page": (Given(b"<html><body>Bonjour</body></html>"), "is no bucket listing, but <html>"),
    "no XML": (Given(b"\x00\x01"), "is no bucket listing"),
    "no way on": (
        Given(b"<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"),
        "gives no valid continuation token",
    ),
    "an object without size": (
        Given(b"<ListBucketResult><Contents><Key>a</Key><ETag>x</ETag></Contents></ListBucketResult>"),
        "lists an object without key, size or ETag",
    ),
    "entities": (
        Given(
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ListBucketResult><Contents><Key>&a;</Key></Contents></ListBucketResult>'
        ),
        "without key|no bucket listing",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_listing_that_fails_stops_the_harvest_and_says_why(case: str, far: Store, store: Memory, tmp_path: Path) -> None:
    given, words = WRONG[case]
    far.spoiled[f"/{BUCKET}?list-type=2&max-keys=1000&encoding-type=url"] = given
    with pytest.raises(FetchError, match=words):
        take(s3(far), store, tmp_path)


@pytest.fixture
def guarded(filled: Store) -> Iterator[dict[str, Any]]:
    """A user whose keys moto knows; from now on it checks every signature, and what the user may do."""
    iam = boto3.client("iam", endpoint_url=f"http://127.0.0.1:{filled.port}", **KEYS)
    iam.create_user(UserName="lecteur")
    key: dict[str, Any] = iam.create_access_key(UserName="lecteur")["AccessKey"]
    allowed = {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName="lecteur", PolicyName="lire", PolicyDocument=policy)
    ask_moto(filled.port, "reset-auth", "0")  # after no action more
    yield key
    ask_moto(filled.port, "reset-auth", "inf")


def test_requests_are_signed_as_the_store_checks_them(
    filled: Store, guarded: dict[str, Any], store: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{filled.port}",
        region_name="eu-west-3",
        aws_access_key_id=guarded["AccessKeyId"],
        aws_secret_access_key=guarded["SecretAccessKey"],
    )
    with pytest.raises(FetchError, match=r"does not accept these credentials \(InvalidAccessKeyId\)"):
        take(s3(filled), store, tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", guarded["AccessKeyId"])
    with pytest.raises(FetchError, match=r"does not accept these credentials \(SignatureDoesNotMatch\)"):
        take(s3(filled), store, tmp_path)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", guarded["SecretAccessKey"])
    assert bodies(take(s3(filled, rows=3), store, tmp_path)[1]) == WANTED
    kept = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert guarded["AccessKeyId"].encode() not in kept and guarded["SecretAccessKey"].encode() not in kept


def test_a_profile_of_the_aws_files_names_credentials(
    filled: Store, guarded: dict[str, Any], store: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = f"[lecteur]\naws_access_key_id = {guarded['AccessKeyId']}\naws_secret_access_key = {guarded['SecretAccessKey']}\n"
    (tmp_path / "credentials").write_text(lines)
    assert bodies(take(s3(filled, profile="lecteur"), store, tmp_path)[1]) == WANTED
    with pytest.raises(SourceError, match=r"credentials for S3 cannot be read: .*personne"):
        take(s3(filled, profile="personne"), store, tmp_path)


def test_without_credentials_nothing_is_asked(
    filled: Store, store: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(SourceError, match="there are no credentials for S3"):
        take(s3(filled), store, tmp_path)
    assert filled.served.count() == 0
    for key, data in WANTED.items():
        filled.put(key, data, ACL="public-read" if key != "avis/0.txt" else "private")
    found = take(s3(filled, unsigned=True), store, tmp_path)[1]
    assert reasons(found) == {"avis/0.txt": "s3:access-denied"}
    assert bodies(found) == {key: data for key, data in WANTED.items() if key != "avis/0.txt"}
    assert not any("authorization" in asked.headers for asked in filled.served.asked)


def test_a_signature_does_not_go_along_to_another_host(filled: Store, store: Memory, tmp_path: Path) -> None:
    with loopback(lambda _: Given(WANTED["avis/3.txt"])) as other:
        filled.spoiled[f"/{BUCKET}/avis/3.txt"] = Given(b"", 307, {"Location": f"{other.address}/ailleurs"})
        assert bodies(take(s3(filled), store, tmp_path)[1]) == WANTED
        assert [asked.path for asked in other.asked] == ["/ailleurs"]
        assert not {"authorization", "x-amz-date", "x-amz-content-sha256"} & other.asked[0].headers.keys()
    assert all("authorization" in asked.headers for asked in filled.served.asked)
