"""`[read]` of `source.toml`: what a reader needs to know beside the content."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Paths = str | list[str]  # one path, or several of which the first that holds something counts


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rows(_Strict):
    """Where the fields of a document stand in a row of Parquet, JSON Lines, JSON or a table.

    A path is a column, or keys joined by dots: `metadata.source`; a number counts into a list from 0, `*` stands for all items.
    With `text`, this is the whole mapping; without it, it completes the recognised layout.
    """

    items: str | None = None  # in a JSON file: the path of the list that holds the rows
    id: Paths | None = None  # without it, the content's hash names the row
    qualify: list[str] = []  # paths put before the id, where the publisher uses one id in several collections
    text: Paths | None = None  # the words of the document
    also: list[str] = []  # paths whose words follow the text, each under its name as a heading
    markup: Literal["none", "html"] = "none"  # what the text is written in
    title: Paths | None = None  # its title
    language: Paths | None = None  # its language
    identifiers: dict[str, Paths] = {}  # by scheme: `{ ecli = "ecli" }`; `*` for a list of `{scheme, value}`
    created: Paths | None = None  # its date
    url: Paths | None = None  # where people read it
    legal_state: Paths | None = None  # its state in the publisher's words
    valid_from: Paths | None = None  # the first day on which it holds
    valid_to: Paths | None = None  # the last
    license: Paths | None = None  # what is stated of its rights
    revision: Paths | None = None  # the upstream's own identifier of this version
    # values that are the same for all rows
    constants: dict[Literal["language", "created", "url", "legal_state", "license", "revision"], str] = {}


class How(_Strict):
    """The options of all readers; part of a reader's identity."""

    ocr: bool = True  # recognise pages without a text layer, where Tesseract is installed
    ocr_languages: list[str] = []  # Tesseract's names (`deu`, `fra`); without any, the document's or else the source's language
    language: str | None = None  # the source's, where it names one: of documents that do not say theirs
    rows: Rows | None = None  # where the fields stand in rows; see the how-to on rows
    cpu_s: float = Field(default=60, gt=0)  # of CPU time that one document may take
    memory_mb: int = Field(default=6000, ge=500)  # that the process which reads may hold


DEFAULT = How()
