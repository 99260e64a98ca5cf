"""Where published summaries lost marks with their assessors, ours has the field, answered or as a named blank with a hint.

The assessments (Blankvoort, Pandit, Gahntz, FAccT 2026) give marks by section and quality; their methodology asks a question for
each field and quality. Each question of a section and quality in which Apertus, SmolLM or Domyn lost marks is put to ours.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from shared_data import SHARED
from summarised import answer, figures, released, summarised, trained

from moisson.contracts.identity import digest
from moisson.contracts.sign import signed_by
from moisson.models.summary.provider import FIELDS

ASSESSED = SHARED.parent / "specs" / "ai-act-summaries"
pytestmark = pytest.mark.shared
# The sections of the assessments' files, as the questions name them.
SECTIONS = {"S1": ("Document", "0"), "S2": ("1",), "S3": ("2.1",), "S4": ("2.2",), "S5": ("2.3",), "S6": ("2.4",)}
SECTIONS |= {"S7": ("2.5",), "S8": ("3",)}
QUALITIES = dict(
    zip(
        ("D1", "D2", "D3", "D4", "D5", "D6"),
        ("Clarity", "Completeness", "Consistency", "Correctness", "Accessibility", "Comprehension"),
        strict=True,
    )
)


@dataclass(frozen=True)
class Question:
    """A question of the methodology: `F1.3.e.3`, of the section 1, the field 1.3.e."""

    id: str
    asks: str
    section: str
    place: str
    quality: str


def questions() -> Iterator[Question]:
    page = (ASSESSED / "methodology.html").read_text(encoding="utf-8")
    for row in re.findall(r"<tr.*?</tr", page[page.index("Granular metrics") :], re.DOTALL):
        cells = [
            " ".join(unescape(re.sub("<[^>]*>", "", cell)).split()) for cell in re.findall(r"<td[^>]*>(.*?)</td", row, re.DOTALL)
        ]
        if len(cells) >= 5 and re.fullmatch(r"D\d+|F[\d.a-z]+", cells[0]):
            yield Question(*cells[:5])


def lost() -> Iterator[tuple[str, Question]]:
    """The questions of each section and quality in which a summary lost marks, by its name."""
    asked = list(questions())
    for path in sorted(ASSESSED.glob("*.yaml")):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        for section, names in SECTIONS.items():
            for quality, name in QUALITIES.items():
                if said[section][quality]["score"] < said[section][quality]["max_score"]:
                    yield from ((path.stem, each) for each in asked if each.section in names and each.quality == name)


@dataclass(frozen=True)
class Ours:
    """A summary of ours in its second version, which the provider has begun to answer."""

    folder: Path
    text: str
    said: dict[str, Any]

    @property
    def about(self) -> dict[str, Any]:
        found: dict[str, Any] = self.said["document"]
        return found

    def at(self, place: str) -> list[dict[str, Any]]:
        """The fields at a place of the template, or of a section."""
        return [each for each in self.said["fields"] if each["place"] == place or each["place"].startswith(f"{place}.")]

    def __getitem__(self, name: str) -> dict[str, Any]:
        return next(each for each in self.said["fields"] if each["field"] == name)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Ours:
    here = tmp_path_factory.mktemp("summary")
    release = released(here / "release", figures())
    model = trained(here / "model", release)
    summarised(model, release, "2026-12-01")
    answer(model.folder, provider_name="Office of Laws, Paris")
    summarised(model, release, "2026-12-20")
    text = (model.folder / "training-summary.md").read_text()
    return Ours(model.folder, text, orjson.loads((model.folder / "training-summary.json").read_bytes()))


def answered(ours: Ours, place: str) -> bool:
    """Whether all fields at a place have an answer, or stand as a blank that says what belongs there."""
    found = ours.at(place)
    return bool(found) and all(each["text"] or (each["hint"] and f"[ `{each['field']}`: " in ours.text) for each in found)


def in_order(ours: Ours) -> bool:
    """Whether the sections come as in the template, by the headings of the summary that had the highest marks."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(ASSESSED / "Apertus_2025_11_12.pdf")
    template = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    theirs = list(dict.fromkeys(re.findall(r"^\s*([123]\.\d(?:\.\d)?)\.? [A-Z]", template, re.MULTILINE)))
    mine = re.findall(r"^### ([123]\.\d(?:\.\d)?)\. ", ours.text, re.MULTILINE)
    return [each for each in theirs if each != "2.2"] == mine and len(mine) == 13


def signed(ours: Ours) -> bool:
    data = (ours.folder / "training-summary.json").read_bytes()
    return signed_by(data, (ours.folder / "training-summary.json.sig").read_text()) is not None and digest(data) in ours.text


def versions_follow(ours: Ours) -> bool:
    before = [each["version"] for each in ours.about["previous_versions"]]
    return [*before, ours.about["version"]] == list(range(1, len(before) + 2))


def all_linked(ours: Ours) -> bool:
    return all(
        (ours.folder / each["file"]).is_file() and f"({each['file']})" in ours.text for each in ours.about["previous_versions"]
    )


# The questions about the document as a whole, by what answers each.
DOCUMENT: dict[str, Callable[[Ours], bool]] = {
    "D1": lambda ours: all(f"### {number}. " in ours.text for number in ("1.1", "2.1", "3.3")),
    "D2": lambda ours: "by its title" in ours["other_documents"]["hint"],
    "D3": lambda ours: ours.text.startswith("# ") and "<" not in re.sub(r"\(<[^>]*>\)|\\<|&amp;", "", ours.text),
    "D4": lambda ours: all(each["asks"] for each in ours.said["fields"]),
    "D5": in_order,
    "D6": lambda ours: ours.about["language"] == "en",
    "D7": lambda ours: bool(ours.about["rests_on"]["releases"] and ours.about["rests_on"]["tokens"] and ours.about["moisson"]),
    "D8": signed,
    "D9": lambda ours: ours.said["format"] == "moisson-training-summary-1" and ours.said["title"] in ours.text,
    "D10": lambda ours: {"training-summary.md", "training-summary.json"} <= {path.name for path in ours.folder.iterdir()},
    "D11": lambda ours: ours.about["language"] == "en",
    "D12": lambda ours: (ours.folder / "model.json").is_file() and "beside the weights" in ours["authoritative_source"]["hint"],
    "D13": lambda ours: "say the same there" in ours["other_documents"]["hint"],
    "D14": lambda ours: [each["field"] for each in ours.said["fields"]] == list(FIELDS),
    "D15": lambda ours: "1.1.a Provider name: filled in" in ours.text and len(ours.about["changes"]) == 1,
    "D16": lambda ours: (
        "This is the latest version" in ours.text and "**Outdated**" in (ours.folder / "training-summary-v1.md").read_text()
    ),
    "D17": lambda ours: answered(ours, "0") and "follow" in ours["notices"]["hint"],
    "D18": lambda ours: "permanent web address" in ours["authoritative_source"]["hint"],
    "D19": all_linked,
    "D20": all_linked,
    "D21": lambda ours: ours.about["last_update"] == "2026-12-20",
    "D22": lambda ours: "](<https://" in ours.text,
    "D23": lambda ours: "**Version of the Summary:** 2" in ours.text,
    "D24": all_linked,
    "D25": versions_follow,
    "D26": versions_follow,
    "D27": all_linked,
    "D28": lambda ours: "**Last update:** " in ours.text,
    "D29": lambda ours: "20/12/2026" in ours.text,
    "D30": lambda ours: "**Last update:** 20/12/2026 (20 December 2026)" in ours.text,
}
# Where an answer alone is not enough: what the assessors' notes miss.
EXACTLY: dict[str, Callable[[Ours], bool]] = {
    "F1.1.a.3": lambda ours: "provider_contact" in ours.said["blanks"],
    "F1.1.a.4": lambda ours: "not the general one" in ours["provider_contact"]["hint"],
    "F1.2.a.2": lambda ours: "step 10 of its training on release" in ours["model_names"]["text"],
    "F1.2.b.1": lambda ours: "trained further from" in ours["model_dependencies"]["hint"],
    "F1.2.b.4": lambda ours: "link to its own summary" in ours["model_dependencies"]["hint"],
    "F1.2.c.1": lambda ours: "market_date" in ours.said["blanks"],
    "F1.3.b.1": lambda ours: ours["data_size"]["text"].count("☒") == 1,
    "F1.3.c.2": lambda ours: "LEGI: consolidated codes" in ours["types_of_content"]["text"],
    "F1.3.c.3": lambda ours: (
        re.search(r"\b(in order to|to improve|quality|for training)\b", ours["types_of_content"]["text"]) is None
    ),
    "F1.3.d.1": lambda ours: bool(ours["latest_acquisition"]["text"]),
    "F1.3.d.2": lambda ours: re.fullmatch(r"\d\d/\d{4}\.", ours["latest_acquisition"]["text"]) is not None,
    "F1.3.d.3": lambda ours: re.fullmatch(r"\d\d/\d{4}\.", ours["latest_acquisition"]["text"]) is not None,
    "F1.3.d.5": lambda ours: "continuous_training" in ours.said["blanks"] and "or No" in ours["continuous_training"]["hint"],
    "F1.3.e.1": lambda ours: "| French (fr) |" in ours["languages"]["text"],
    "F1.3.e.2": lambda ours: set(ours["languages"]["value"]["tokens"]) == {"fr"},
    "F1.3.e.3": lambda ours: "Official languages of the Union in the data (1 of 24): French (fr)" in ours["languages"]["text"],
    "F1.3.e.5": lambda ours: re.search(r"opt-out|toxic|filter|memoris", ours["languages"]["text"]) is None,
    "F1.3.f.1": lambda ours: "Country or body" in ours["other_characteristics"]["text"],
    "F1.3.f.2": lambda ours: "demography" in ours["other_characteristics"]["text"],
    "F1.3.f.5": lambda ours: re.search(r"opt-out|toxic|filter|memoris", ours["other_characteristics"]["text"]) is None,
    "F1.3.g.1": lambda ours: "No compression" in ours["general_comments"]["text"],
    "F1.3.g.2": lambda ours: "the tokenizer `moisson-32k`" in ours["general_comments"]["text"],
    "F2.1.c.3": lambda ours: (
        ours["large_public_datasets"]["text"].count("](<http") >= len(ours["large_public_datasets"]["value"]["datasets"]) > 0
    ),
    "F2.1.c.5": lambda ours: "Version: `@office/laws 1.0.0`" in ours["large_public_datasets"]["text"],
    "F2.1.c.6": lambda ours: "Not all of each was taken." in ours["large_public_datasets"]["text"],
    "F2.1.c.7": lambda ours: "Very short texts were left out." in ours["large_public_datasets"]["text"],
    "F2.1.e.1": lambda ours: "Tokens read" in ours["public_datasets_comments"]["text"],
    "F2.5.d.1": lambda ours: (
        "licence" in ours["synthetic_other_models"]["text"] or "Not applicable" in ours["synthetic_other_models"]["text"]
    ),
    "F3.1.a.1": lambda ours: "code_of_practice" in ours.said["blanks"],
    "F3.2.a.4": lambda ours: "quality" not in ours["illegal_content"]["text"],
    "F3.3.a.2": lambda ours: "measure" not in ours["other_processing"]["text"],
}


def criteria() -> list[Any]:
    if not ASSESSED.is_dir():
        return []
    return [pytest.param(each, id=f"{name}-{each.id}") for name, each in lost()]


@pytest.mark.parametrize("asked", criteria())
def test_where_others_lost_marks_ours_has_the_field(ours: Ours, asked: Question) -> None:
    if asked.section in SECTIONS["S1"]:
        assert DOCUMENT[asked.id](ours), asked.asks
        return
    # A section's own question, whether it agrees with the others, is asked of all its fields.
    assert answered(ours, asked.place), asked.asks
    exactly = EXACTLY.get(asked.id)
    assert exactly is None or exactly(ours), asked.asks


def test_every_question_about_a_field_has_its_field() -> None:
    places = {field["place"] for field in FIELDS.values()}
    asked = {each.place for each in questions() if re.search(r"\.[a-z]$", each.place) and not each.place.startswith("0")}
    assert asked == places - {"0"}
    assert len(list(questions())) == 242


def test_there_are_lost_marks_to_learn_from() -> None:
    names = [name for name, _ in lost()]
    assert {name: names.count(name) > 20 for name in set(names)} == {"apertus": True, "domyn": True, "smollm": True}
    asked = {each.id for _, each in lost()}
    assert {"D15", "D16", "D17", "D18", "D19", "F1.3.d.5", "F1.3.e.3", "F3.1.a.1"} <= asked
    assert set(EXACTLY) <= {each.id for each in questions()} and set(DOCUMENT) == {
        each.id for each in questions() if each.id[0] == "D"
    }
