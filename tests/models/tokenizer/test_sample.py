"""Which documents are trained on: so many bytes of each language, whatever the files."""

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_source import SENTENCES

from moisson.contracts.errors import UserError
from moisson.models.tokenizer.sample import END, HELD_OUT, Share, hashes_of, share_of, shares, texts
from moisson.stewardship.opened import Released

Documents = dict[str, str]


def laid(folder: Path, languages: dict[str, Documents], files: int = 1, seed: int = 0) -> Released:
    """The tables of a release: documents in some order, cut into some files."""
    for language, documents in languages.items():
        (folder / "data" / language).mkdir(parents=True)
        rows = random.Random(seed).sample(sorted(documents.items()), len(documents))
        for number in range(files):
            part = rows[number::files]
            table = pa.table({"id": [id for id, _ in part], "text": pa.array([text for _, text in part], pa.large_string())})
            pq.write_table(table, folder / "data" / language / f"part-{number:05d}.parquet", row_group_size=7)
    return Released(folder)


def many(count: int, prefix: str = "d") -> Documents:
    return {f"{prefix}/{number}": f"{SENTENCES[number % 30]} {number} " * (1 + number % 5) for number in range(count)}


@pytest.fixture
def two(tmp_path: Path) -> Released:
    return laid(tmp_path / "two", {"fr": many(400), "de": many(300, "e"), "et": many(8, "f")})


def test_each_language_gives_the_same_bytes(two: Released) -> None:
    found = {share.language: share for share in shares(two, 60_000, {})}
    assert found["fr"].bytes == found["de"].bytes == 20_000
    assert not found["fr"].whole
    for language in ("fr", "de"):  # the last document is cut before a character that is too much
        held = sum(len(text.encode()) for text in texts(two, found[language]))
        assert 20_000 - 4 < held <= 20_000
    assert found["et"].whole
    assert 0 < found["et"].bytes < 20_000


def test_weights_divide_the_bytes(two: Released) -> None:
    found = {share.language: share.bytes for share in shares(two, 40_000, {"fr": 3, "et": 0})}
    assert found == {"fr": 30_000, "de": 10_000}


def test_the_choice_does_not_depend_on_files_or_order(two: Released, tmp_path: Path) -> None:
    other = laid(tmp_path / "other", {"fr": many(400), "de": many(300, "e"), "et": many(8, "f")}, files=5, seed=3)
    assert shares(other, 60_000, {}) == shares(two, 60_000, {})
    for share in shares(two, 60_000, {}):
        assert sorted(texts(two, share)) == sorted(texts(other, share))


def test_one_document_in_twenty_is_kept_from_training(two: Released) -> None:
    all_there = {share.language: share for share in shares(two, 10**9, {})}["fr"]
    held = share_of("fr", 1, two.languages["fr"], 10**9, HELD_OUT, END - 1)
    assert all_there.documents + held.documents == 400
    assert 8 < held.documents < 35
    assert set(texts(two, all_there)).isdisjoint(texts(two, held, HELD_OUT))


def test_hashes_are_the_same_on_every_machine() -> None:
    assert hashes_of(pa.array(["fr_dila_legi/LEGIARTI000006900789"])).tolist() == [0x950DCD698AD31B9A]  # b2sum -l 64


def test_memory_holds_no_more_documents_than_are_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be chosen any more is forgotten on the way; the choice is that of one look at all."""
    release = laid(tmp_path, {"fr": {f"d/{number}": "mot " * (number % 3) for number in range(150_000)}})
    share = shares(release, 3000, {})[0]
    assert share.bytes == 3000
    assert share.documents < 1000
    own = sorted((int(h), number % 3 * 4) for number, h in enumerate(hashes_of(pa.array([f"d/{n}" for n in range(150_000)]))))
    total = taken = 0
    for _, size in own:
        taken, total = taken + 1, total + size
        if total >= 3000:
            break
    assert share.documents == taken


def test_a_language_of_empty_texts_gives_nothing(tmp_path: Path) -> None:
    release = laid(tmp_path, {"fr": {"a": "", "b": ""}})
    assert shares(release, 100, {}) == [Share("fr", 1.0, 0, 0, True, -1, 0)]
    assert list(texts(release, shares(release, 100, {})[0])) == []


def test_weights_that_make_no_sense_are_refused(two: Released) -> None:
    two.__dict__["manifest"] = {"release": "1"}
    with pytest.raises(UserError, match=r"/1 has no documents in `mt`; it has de, et, fr\."):
        shares(two, 100, {"mt": 2})
    with pytest.raises(UserError, match="every language has the weight 0"):
        shares(two, 100, {"fr": 0, "de": 0, "et": 0})
