"""Signatures: what documents are compared by, made once for each document and kept beside it.

In a shard they are a column for each band (`sign_words`); in a release a file of their own, by which a later release is compared
with it (`drop_known`) without reading its texts again.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa

from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Columns, Step, stage
from moisson.kernels.minhash import band_keys
from moisson.kernels.strings import strings
from moisson.kernels.words import digest_words

LEAST_WORDS = 5  # a body of fewer words says too little without its headings
METADATA = b"signing"


class Signing(NamedTuple):
    """How signatures are made: `bands` of `rows` hashes of word `ngram`s, with or without heading lines."""

    bands: int = 14
    rows: int = 8
    ngram: int = 5
    headings: bool = True


def band_names(bands: int) -> tuple[str, ...]:
    """The columns of `bands` bands."""
    return tuple(f"band_{band:02}" for band in range(bands))


def band_columns(texts: pa.Array, signing: Signing) -> Columns:
    """A column of keys for each band, null for texts of too few words."""
    keys, counts = band_keys(strings(texts), *signing)
    few = counts < signing.ngram
    return {name: pa.array(keys[band], mask=few) for band, name in enumerate(band_names(signing.bands))}


def digest_columns(texts: pa.Array, headings: bool) -> Columns:
    """The digest of all words of each text, 128 bits in two columns."""
    digests = digest_words(strings(texts), headings, LEAST_WORDS)
    return {name: pa.array(np.ascontiguousarray(digests[:, k])) for k, name in enumerate(("digest_high", "digest_low"))}


def signature_schema(signing: Signing) -> pa.Schema:
    """The rows of a release's signatures: whose, the digest of all words (128 bits), and the bands."""
    fields = {"id": STRING, "version": STRING, "text_sha256": STRING, "digest_high": pa.uint64(), "digest_low": pa.uint64()}
    bands = dict.fromkeys(band_names(signing.bands), pa.uint64())
    return pa.schema({**fields, **bands}, {METADATA: orjson.dumps(signing._asdict())})


def signing_of(schema: pa.Schema) -> Signing | None:
    """How the signatures of a file were made, as it says; None where it does not say."""
    stated = (schema.metadata or {}).get(METADATA)
    return Signing(**orjson.loads(stated)) if stated else None


def signature_rows(batch: pa.RecordBatch, signing: Signing) -> pa.RecordBatch:
    """The signatures of a batch of documents (id, version, text, text_sha256)."""
    columns = {
        **{name: batch[name] for name in ("id", "version", "text_sha256")},
        **digest_columns(batch["text"], signing.headings),
        **band_columns(batch["text"], signing),
    }
    schema = signature_schema(signing)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def signing_for(stages: Sequence[tuple[str, Mapping[str, Any]]]) -> Signing | None:
    """How a recipe of these stages (name, parameters) compares documents: as its last stage that does; None where none does."""
    for name, parameters in reversed(stages):
        if name in ("drop_near_duplicates", "sign_words"):
            return Signing(*(parameters[field] for field in Signing._fields))
    return None


def _bands(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    return band_names(parameters["bands"])


@stage(version=1, reads=("text",), writes=_bands)
def sign_words(
    bands: int = 14,  # bands, each a column
    rows: int = 8,  # hashes in a band
    ngram: int = 5,  # words of an n-gram
    headings: bool = True,  # whether heading lines count
) -> Step:
    """Write the MinHash signature of each document's words, a column for each band (`band_00` …).

    Documents that share a key in a band are candidates for `drop_near_duplicates` with `signed = true` and the same parameters.
    Null for documents of fewer than `ngram` words. Put it after the last stage that changes the text.
    """
    signing = Signing(bands, rows, ngram, headings)
    return lambda batch: band_columns(batch.column("text"), signing)
