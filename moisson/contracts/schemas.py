"""The columns of every table that Moisson writes.

`id` and `version` bear identity; everything else describes. Text is `large_string` and bytes are `large_binary`, so no column
overflows at 2 GiB. Dates are ISO 8601 strings (`2026-03-27`): archives often state only a year or a month, and strings compare
as dates do.
"""

import pyarrow as pa

SCHEMA_VERSION = 6

STRING = pa.large_string()


def _list_of(**fields: pa.DataType) -> pa.DataType:
    """A list of structs. Items are named as Parquet names them, so a file reads back as the type that was written."""
    return pa.large_list(pa.field("element", pa.struct(fields)))


RIGHTS = pa.struct(
    {
        "license": STRING,  # SPDX id or LicenseRef; null where no licence applies
        "basis": STRING,  # licence, statute, text-and-data-mining, agreement
        "level": STRING,  # document, data-set, portal, statute, asserted
        "reason": STRING,  # why the recipe or source asserts it
        "stated": STRING,  # the exact words found
        "where": STRING,  # URL, or file and field
        "seen_at": STRING,  # null where nothing was fetched
        "copy": STRING,  # SHA-256 of the stored page, where there is one
    }
)
# All other statements of rights: the document's, its catalogue's, those of a file beside it, the source's.
OTHER_RIGHTS = _list_of(
    license=STRING,
    level=STRING,
    stated=STRING,
    where=STRING,
    relation=STRING,  # to the one that holds: same, contradicts; software (a program beside the data), unread (unknown licence)
)
RESERVATION = _list_of(protocol=STRING, value=STRING, where=STRING, seen_at=STRING)
PART_OF = _list_of(id=STRING, title=STRING)
LEFT_OUT = _list_of(kind=STRING, words=pa.int64())
MASKED = _list_of(kind=STRING, count=pa.int32())

IDENTIFIERS = _list_of(scheme=STRING, value=STRING)
LANGUAGES = _list_of(language=STRING, words=pa.int64())
# Who speaks in a debate, asks or answers a question, moves an amendment; words and turns where the record has them.
SPEAKERS = _list_of(id=STRING, name=STRING, group=STRING, role=STRING, turns=pa.int64(), words=pa.int64())
GROUPS = _list_of(group=STRING, speakers=pa.int64(), turns=pa.int64(), words=pa.int64())  # null: speakers of no group
VOTES = _list_of(
    subject=STRING,  # what was voted on: the heading that it stands under
    outcome=STRING,  # in the publisher's words, where it states one
    ayes=pa.int64(),
    noes=pa.int64(),
    abstained=pa.int64(),
    stated=STRING,  # the words that say so
)
REMOVED = _list_of(line=pa.int32(), text=STRING)
CONTAMINATION = _list_of(set=STRING, part=STRING, items=pa.int64())
# Facts that content may state itself: `stated_url` … until the corpus phase joins them to the snapshot's.
STATED = ("url", "legal_state", "valid_from", "valid_to", "created", "publisher_version")

RAW = pa.schema(
    {
        "id": STRING,
        "version": STRING,
        "source": STRING,
        "media_type": STRING,
        "format": STRING,  # selects the reader; null where the source has its own
        "title": STRING,
        "content": pa.large_binary(),
        "record": STRING,
    }
)

# What may change while the words stay. Joined to documents when a recipe runs.
FACTS = pa.schema(
    {
        "url": STRING,
        "legal_state": STRING,  # the publisher's own word
        "valid_from": STRING,
        "valid_to": STRING,
        "created": STRING,  # the publisher's date for the document
        "publisher_version": STRING,  # the publisher's own identifier of this version, or its day
        "part_of": PART_OF,  # the code, agreement or theme that the document stands in
        "rights": RIGHTS,
        "other_rights": OTHER_RIGHTS,
        "reservation": RESERVATION,
    }
)

SNAPSHOT = pa.schema(
    [
        pa.field("id", STRING),
        pa.field("version", STRING),
        pa.field("state", STRING),  # added, changed, unchanged, vanished
        pa.field("part", STRING),
        pa.field("format", STRING),  # selects the reader; null where the source has its own
        *FACTS,
        pa.field("fetched_at", STRING),
    ]
)

# What extraction makes of RAW rows; stages add their columns after these.
EXTRACTED = pa.schema(
    {
        "id": STRING,
        "version": STRING,
        "raw_id": STRING,  # the RAW row this document was read from
        "source": STRING,
        "publisher": STRING,
        "title": STRING,
        "language": STRING,
        **{f"stated_{name}": STRING for name in STATED},
        "identifiers": IDENTIFIERS,
        "languages": LANGUAGES,
        "confidence": pa.float64(),
        "missing": STRING,
        "words_held": pa.int64(),
        "words_given": pa.int64(),
        "left_out": LEFT_OUT,
        "speakers": SPEAKERS,  # null where the reader knows none
        "votes": VOTES,  # those that the publisher's record states apart from its words; null where the reader knows none
        "kind": STRING,
        "jurisdiction": STRING,
        "format": STRING,
        "extractor": STRING,
        "text": STRING,
        "text_sha256": STRING,
    }
)

LEDGER = pa.schema({"id": STRING, "version": STRING, "stage": STRING, "reason": STRING, "detail": STRING})

RELEASE = pa.schema(
    [
        pa.field("id", STRING),
        pa.field("version", STRING),
        pa.field("source", STRING),
        pa.field("publisher", STRING),
        pa.field("title", STRING),
        pa.field("text", STRING),
        pa.field("language", STRING),
        pa.field("language_score", pa.float64()),  # probability of the identified language; null where none was identified
        pa.field("language_declared", STRING),
        pa.field("language_shares", LANGUAGES),  # words by language, identified paragraph by paragraph
        pa.field("script", STRING),  # ISO 15924
        pa.field("kind", STRING),  # law, debate, decision, guidance, notice, question, literature; null where not stated
        pa.field("jurisdiction", STRING),  # ISO 3166-1 in lower case, or `eu`, `int`
        pa.field("license", STRING),
        pa.field("url", STRING),
        pa.field("created", STRING),
        pa.field("legal_state", STRING),
        pa.field("valid_from", STRING),
        pa.field("valid_to", STRING),
        pa.field("force", STRING),  # in-force, repealed or future at the recipe's `as_of`; null where not stated
        pa.field("vanished", pa.bool_()),  # whether the publisher removed it; null where the recipe does not record it
        pa.field("part_of", PART_OF),
        pa.field("publisher_version", STRING),
        pa.field("identifiers", IDENTIFIERS),
        pa.field("languages", LANGUAGES),  # words by the language that the publisher marks; empty where it marks none
        pa.field("confidence", pa.float64()),  # of OCR, by the recognising program: mean, 0 to 1
        pa.field("missing", STRING),  # parts that could not be read; null where all were
        pa.field(
            "words_held", pa.int64()
        ),  # of the file, with its other documents; null where nobody can count them, or another has them
        pa.field("words_given", pa.int64()),  # of these, in the text
        pa.field("left_out", LEFT_OUT),  # the others, by kind: words_held = words_given + their sum
        pa.field("rights", RIGHTS),
        pa.field("other_rights", OTHER_RIGHTS),
        pa.field("reservation", RESERVATION),
        pa.field("format", STRING),
        pa.field("extractor", STRING),
        pa.field("removed", REMOVED),  # repeated boilerplate that was removed, with its line in the text before
        pa.field("masked", MASKED),
        pa.field("contamination", CONTAMINATION),  # evaluation sets whose source passages occur in the text
        pa.field("text_sha256", STRING),
        pa.field("word_count", pa.int64()),
        pa.field("token_count", pa.int64()),  # null until a release names a tokenizer
        pa.field("cluster_id", STRING),
        pa.field("cluster_size", pa.int64()),
    ]
)


def stamped(schema: pa.Schema) -> pa.Schema:
    """The schema with the version of these contracts in its metadata."""
    return schema.with_metadata({**(schema.metadata or {}), b"schema_version": str(SCHEMA_VERSION).encode()})
