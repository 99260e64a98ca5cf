"""The public summary says what the data say, leaves blank what only the provider can say, and its versions follow each other."""

import re
from pathlib import Path

import orjson
import pytest
from summarised import answer, fields, figures, released, summarised, trained

from moisson.contracts.errors import NotFound, StorageError, Unverified, UserError
from moisson.contracts.identity import digest
from moisson.contracts.model_file import ModelFile
from moisson.contracts.sign import public_key, signed_by, signer
from moisson.models.summary.basis import basis_of
from moisson.models.summary.document import write_summary
from moisson.models.summary.general import data_tokens
from moisson.models.summary.provider import FIELDS
from moisson.models.trainers.run import Share
from moisson.workspace.storage import Workspace

ELSEWHERE = Share("web_text_document", 1.0)
OURS = (Share("fr_dila_legi_text_document", 1.0), Share("fr_travail_fiches_text_document", 2.0))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return released(tmp_path / "release", figures())


@pytest.fixture
def model(tmp_path: Path, release: Path) -> ModelFile:
    return trained(tmp_path / "model", release)


def test_every_field_is_answered_or_a_blank_with_a_hint(model: ModelFile, release: Path) -> None:
    written = summarised(model, release)
    found = fields(model.folder)
    assert list(found) == list(FIELDS)
    for name, field in found.items():
        if field["answered_by"] == "provider":
            assert field["hint"] and name in written.blanks and not field["text"], name
        else:
            assert field["text"], name
    text = (model.folder / "training-summary.md").read_text()
    assert [name for name in written.blanks if f"[ `{name}`: " not in text] == []


def test_nothing_is_said_in_the_provider_s_stead(model: ModelFile, release: Path) -> None:
    assert {
        *("provider_name", "provider_contact", "authorised_representative", "model_links", "market_date", "model_dependencies"),
        *("continuous_training", "code_of_practice", "copyright_policy", "user_data_of_the_model", "authoritative_source"),
    } <= set(summarised(model, release).blanks)


def test_sizes_languages_and_sources_are_the_model_s(model: ModelFile, release: Path) -> None:
    summarised(model, release)
    found = fields(model.folder)
    assert found["data_size"]["value"] == {
        "modality": "text",
        "tokens": 338,  # ten steps read more than there are, so each was read at least once
        "tokens_read": 640,
        "band": "Less than 1 billion tokens",
    }
    assert found["languages"]["value"]["tokens"] == {"fr": 640}
    assert found["languages"]["value"]["official"] == ["fr"] and len(found["languages"]["value"]["official_absent"]) == 23
    large = found["large_public_datasets"]["value"]["datasets"]
    assert [each["identifier"] for each in large] == ["fr_dila_legi", "fr_travail_fiches"]
    assert sum(each["tokens_seen"] for each in large) == pytest.approx(640, abs=1)
    assert "@office/laws 1.0.0" in found["large_public_datasets"]["text"]
    assert found["latest_acquisition"]["text"] == "11/2026."


def test_data_of_others_is_left_to_the_provider_and_named(tmp_path: Path, release: Path) -> None:
    model = trained(tmp_path / "other", release, *OURS, ELSEWHERE)
    written = summarised(model, release)
    found = fields(model.folder)
    for name in ("other_sources", "crawled", "synthetic_data", "latest_acquisition", "opt_out_protocols", "illegal_content"):
        assert name in written.blanks and any("web" in said for said in found[name]["known"] or ["web"]), name
    assert "web" in found["languages"]["text"] and "160 tokens" in found["languages"]["text"]
    assert found["public_datasets_used"]["text"].startswith("☒ Yes")  # that is true, whatever the others are


def test_repeats_are_counted_once_in_the_size_of_the_data(tmp_path: Path, release: Path) -> None:
    model = trained(tmp_path / "weighted", release, Share("fr_dila_legi_text_document", 0.9), OURS[1]).model
    basis = basis_of(model, [release], Workspace(tmp_path))
    law, debates = model.tokens[0].datasets
    assert (law.epochs or 0) < 2 and (debates.epochs or 0) > 1
    expected = round(min(law.tokens_seen or 0, 203) + min(debates.tokens_seen or 0, 135))
    assert data_tokens(basis) == pytest.approx(expected, abs=1)


def test_answers_make_the_next_version_which_says_what_changed(model: ModelFile, release: Path) -> None:
    folder = model.folder
    first = summarised(model, release, "2026-12-01")
    assert (first.version, first.new) == (1, True)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert summarised(model, release, "2026-12-05").new is False  # the same answers, on another day
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    answer(folder, provider_name="Office of Laws, Paris, SIREN 130 025 265", market_date="2026-12-24")
    second = summarised(model, release, "2026-12-20")
    assert (second.version, len(first.blanks) - len(second.blanks)) == (2, 2)
    document = orjson.loads((folder / "training-summary.json").read_bytes())["document"]
    assert [(each["field"], each["how"]) for each in document["changes"]] == [
        ("provider_name", "filled in"),
        ("market_date", "filled in"),
    ]
    assert document["previous_versions"] == [{"version": 1, "last_update": "2026-12-01", "file": "training-summary-v1.md"}]
    text, old = ((folder / name).read_text() for name in ("training-summary.md", "training-summary-v1.md"))
    assert "Office of Laws, Paris, SIREN 130 025 265" in text and "1.1.a Provider name: filled in" in text
    assert "This is the latest version" in text and "(training-summary-v1.md)" in text
    assert "**Outdated**: superseded on 20/12/2026 (20 December 2026) by version 2" in old
    answered = (folder / "provider.toml").read_text()
    assert 'provider_name = "Office of Laws, Paris, SIREN 130 025 265"' in answered and 'provider_contact = ""' in answered


def test_each_version_is_signed_and_its_text_names_the_hash(model: ModelFile, release: Path) -> None:
    summarised(model, release)
    answer(model.folder, notices="https://office.example/models")
    summarised(model, release)
    key = signer(model.folder.parent / "key").public
    for name in ("training-summary", "training-summary-v1"):
        data = (model.folder / f"{name}.json").read_bytes()
        assert signed_by(data, (model.folder / f"{name}.json.sig").read_text()) == key == public_key(str(key))
        assert digest(data) in (model.folder / f"{name}.md").read_text()


def test_a_withdrawal_is_told_with_its_share(tmp_path: Path, release: Path, model: ModelFile) -> None:
    gone = {"name": "withdrawn/1", "said": "2026-12-02, a court: as asked", "first_step": 2, "last_step": 4, "times": 1.0}
    changed = model.model.model_copy(update={"withdrawn": [*model.model.withdrawn]})
    said = {**changed.model_dump(), "withdrawn": [{**gone, "tokens_seen": 32}]}
    opened = ModelFile(model.folder, type(changed).model_validate(said))
    summarised(opened, release)
    text = fields(model.folder)["withdrawals"]["text"]
    assert "1 document has been withdrawn since, 32 of the tokens read (5.0000%)" in text


def test_our_trainer_s_models_have_no_dependency(model: ModelFile, release: Path) -> None:
    said = model.model.model_dump()
    ours = type(model.model).model_validate({**said, "trainer": {"kind": "moisson", "configuration": {}}})
    summarised(ModelFile(model.folder, ours), release)
    assert fields(model.folder)["model_dependencies"]["text"].startswith("None")


def test_what_a_title_says_cannot_become_markup(tmp_path: Path) -> None:
    stats = figures()
    stats["sources"][0]["title"] = "Laws</h1> | <script>alert(1)</script> [x](javascript:1)"
    release = released(tmp_path / "release", stats)
    model = trained(tmp_path / "model", release)
    summarised(model, release)
    answer(model.folder, provider_name="<b>*Office*</b>")
    summarised(model, release)
    text = (model.folder / "training-summary.md").read_text()
    assert re.search(r"(?<!\\)<(script|b|h1)", text) is None and "](javascript" not in text.replace("\\]", "")


def test_a_release_that_is_not_here_or_not_whole_is_one_sentence(tmp_path: Path, model: ModelFile, release: Path) -> None:
    def write(folders: list[Path]) -> None:
        write_summary(model, folders, Workspace(tmp_path / "nowhere"), "2026-12-01", signer(tmp_path / "key"))

    with pytest.raises(NotFound, match="release essai/1 is not here; give its folder with --release"):
        write([])
    other = released(tmp_path / "other", figures("other"))
    with pytest.raises(NotFound, match="is not here"):
        write([other])
    (release / "ai-act-contribution.json").write_text("{}")
    with pytest.raises(Unverified, match="is not what the release's manifest says"):
        write([release])
    assert not (model.folder / "training-summary.json").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("provider_nam = 'x'", "there is no field `provider_nam`; did you mean `provider_name`"),
        ("market_date = 2026-12-01", "`market_date` is no text"),
        ("provider_name = ", "is not TOML"),
        ("modalities = 'image'", "`modalities` is answered from the data"),
    ],
)
def test_a_wrong_answer_is_one_sentence(model: ModelFile, release: Path, text: str, why: str) -> None:
    (model.folder / "provider.toml").write_text(text)
    with pytest.raises(UserError, match=why):
        summarised(model, release)


def test_a_foreign_summary_is_not_written_over(model: ModelFile, release: Path) -> None:
    (model.folder / "training-summary.json").write_text('{"format": "other"}')
    with pytest.raises(StorageError, match="is no summary that Moisson wrote"):
        summarised(model, release)


def test_a_private_model_bears_the_mark(model: ModelFile, release: Path) -> None:
    said = model.model.model_dump()
    private = type(model.model).model_validate({**said, "private": True})
    summarised(model, release)
    assert "**Private**" not in (model.folder / "training-summary.md").read_text()
    (model.folder / "training-summary.json").unlink()
    summarised(ModelFile(model.folder, private), release)
    assert "**Private**" in (model.folder / "training-summary.md").read_text()
