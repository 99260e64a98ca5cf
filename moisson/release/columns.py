"""The meaning of each column of a release; a test compares the list with `schemas.RELEASE`."""

import pyarrow as pa

COLUMNS = {
    "id": "The document's name for ever: the source, a slash, and the publisher's own identifier.",
    "version": "SHA-256 of the publisher's content; changes when, and only when, the content does.",
    "source": "The collection the document comes from.",
    "publisher": "The public body that publishes it.",
    "title": "The title as published, with the headings that place it.",
    "text": "The words, in light Markdown: headings, lists, tables with pipes, article numbers kept.",
    "language": "ISO 639 code: as the source declares it, or as detected where a stage did.",
    "language_score": "The probability of the language found in the text; null where none was looked for or found.",
    "language_declared": "The language that the source or the document declares.",
    "language_shares": "Words by language, as found paragraph by paragraph; empty or null where none was looked for.",
    "script": "ISO 15924 code of the script that most letters are in.",
    "kind": "`law`, `debate`, `decision`, `guidance`, `notice`, `question` or `literature`; null where nobody says.",
    "jurisdiction": "ISO 3166-1 code in lower case, or `eu`, `int`.",
    "license": "SPDX identifier; null where the text may be used without one, see `rights`.",
    "url": "Where the publisher shows the document.",
    "created": "The publisher's date for the document: ISO 8601, or only a year or a month where no more is known.",
    "legal_state": "The legal state in the publisher's own word.",
    "valid_from": "First day on which this wording applies, as the publisher says.",
    "valid_to": "Day on which it ceases to apply, as the publisher says; far futures such as 2999-01-01 are theirs.",
    "force": "`in-force`, `repealed` or `future` on the recipe's date; null where the publisher's state does not say.",
    "vanished": "True where the publisher no longer offers the document.",
    "part_of": "The codes, agreements or themes that the document stands in: id and title.",
    "publisher_version": "The publisher's own identifier of this version, or its day.",
    "identifiers": "What the document calls itself: scheme (`eli`, `ecli`, `celex` …) and value.",
    "languages": "Words by language, where the publisher marks the language of parts, such as utterances.",
    "confidence": "Mean confidence of the characters or words, 0 to 1, where they were recognised and the program says so.",
    "missing": "What of the document could not be read, such as pages without a text layer; null where all was.",
    "left_out": "Words of the file that are not in the text, by kind: head, foot, menu …; null where its reader counts none.",
    "rights": "By what right it may be used, with the evidence: licence, basis, level, the words found, where and when.",
    "other_rights": "Every other statement of rights found: licence, who says so, the words, where; whether it contradicts.",
    "reservation": "Opt-outs from text and data mining that were found: protocol, value, where, when.",
    "format": "The format that the words were read from.",
    "extractor": "The code that read them, with its version.",
    "removed": "What was taken out because it repeats across the source: the line in the text before, and its words.",
    "masked": "What was masked in the text: kind and how many.",
    "contamination": "Evaluation sets whose source passages stand in the text: set, part, number of items.",
    "text_sha256": "SHA-256 of `text`, in UTF-8.",
    "word_count": "Words in `text`.",
    "token_count": "Tokens in `text`; null where the release names no tokenizer.",
    "cluster_id": "The group of near-duplicates that the document belongs to; null where none were looked for.",
    "cluster_size": "Documents in that group before any was left out; 1 where it is alone.",
}


NAMES = {
    "large_string": "string",
    "bool": "boolean",
    "float": "number",
    "double": "number",
    "null": "empty",
    **dict.fromkeys(("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"), "integer"),
}
OWN = "A column of this recipe's own; the stage that writes it says what it means."


def type_name(type: pa.DataType) -> str:
    """A column's type in few words: `string`, `list of {kind, count}` …"""
    if pa.types.is_large_list(type) or pa.types.is_list(type):
        return f"list of {type_name(type.value_type)}"
    if pa.types.is_struct(type):
        return "{" + ", ".join(type.field(i).name for i in range(type.num_fields)) + "}"
    return NAMES.get(str(type), str(type))
