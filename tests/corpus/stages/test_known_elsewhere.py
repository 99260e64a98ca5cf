"""What an earlier release has already goes, with the name of the document there; its texts are read only for candidates."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from duplicate_rows import Rows, decide
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.contracts.errors import MoissonError, RecipeError
from moisson.contracts.schemas import STRING
from moisson.corpus.stages import candidates, earlier_release
from moisson.corpus.stages.signatures import Signing, signature_rows, signature_schema
from moisson.release.parquet import Partition

DEFAULT = Signing()
OLD = " ".join(f"mot{n}" for n in range(80))
NEAR = OLD.replace("mot79", "autre")
FAR = OLD.replace("mot30", "autre").replace("mot50", "autre").replace("mot10", "autre")


def make_release(folder: Path, documents: dict[str, tuple[str, str]], signing: Signing = DEFAULT) -> Path:
    """A release of documents by id: language, text. As `moisson build` writes one, as far as it is read here."""
    folder.mkdir(parents=True)
    texts = {id: text for id, (_, text) in sorted(documents.items())}
    columns = {
        "id": list(texts),
        "version": ["v"] * len(texts),
        "text": list(texts.values()),
        "text_sha256": [sha256(text.encode()).hexdigest() for text in texts.values()],
    }
    table = pa.table({name: pa.array(values, STRING) for name, values in columns.items()})
    signatures = Partition(folder / "signatures", signature_schema(signing))
    for batch in table.to_batches(max_chunksize=2):
        signatures.add(signature_rows(batch, signing))
    signatures.close()
    for language in sorted({language for language, _ in documents.values()}):
        (folder / "data" / language).mkdir(parents=True)
        rows = [row for row in table.to_pylist() if documents[row["id"]][0] == language]
        pq.write_table(
            pa.Table.from_pylist(rows, table.schema), folder / "data" / language / "part-00000.parquet", row_group_size=2
        )
    (folder / "MANIFEST.json").write_text(json.dumps({"release": "1-abc"}))
    return folder


def known(release: Path, documents: list[dict[str, Any]], /, chunk: int = 1000, **parameters: object) -> list[Any]:
    """For each document what the ledger says of it."""
    found = decide("drop_known", Rows(documents, chunk, seed=chunk), release=str(release), **parameters)
    assert [reason for reason in found["drop_reason"] if reason] == ["duplicate:earlier-release"] * sum(
        map(bool, found["drop_detail"])
    )
    return [detail and json.loads(detail) for detail in found["drop_detail"]]


def test_the_same_words_and_nearly_the_same_go_and_new_ones_stay(tmp_path: Path) -> None:
    release = make_release(
        tmp_path / "r", {"t/b": ("fr", OLD), "t/a": ("nl", "Abrogé."), "t/c": ("fr", "six autres mots dans ce texte")}
    )
    rows = [{"text": text} for text in (OLD.upper(), NEAR, FAR, "Abrogé !", "Abrogée", "", OLD + " " + OLD.replace("mot", "nom"))]
    assert known(release, rows) == [
        {"release": "1-abc", "known": "t/b", "similarity": 1.0},
        {"release": "1-abc", "known": "t/b", "similarity": 0.974},  # 75 of 77 word 5-grams
        None,
        {"release": "1-abc", "known": "t/a", "similarity": 1.0},
        None,
        None,
        None,
    ]
    assert known(release, rows[1:2], threshold=0.98) == [None]


def test_a_document_is_like_the_first_that_is_similar_enough_in_the_order_of_ids(tmp_path: Path) -> None:
    release = make_release(tmp_path / "r", {"t/b": ("fr", NEAR), "t/a": ("nl", OLD.replace("mot0 ", "autre "))})
    assert [found["known"] for found in known(release, [{"text": OLD}])] == ["t/a"]


def test_a_new_version_of_a_known_document_stays_where_the_recipe_says_so(tmp_path: Path) -> None:
    release = make_release(tmp_path / "r", {"s/0": ("fr", OLD), "s/1": ("fr", OLD)})
    rows = [{"id": "s/0", "text": NEAR}, {"id": "s/1", "text": OLD}]
    assert [found["known"] for found in known(release, rows)] == ["s/0", "s/0"]
    # s/1 has the words it had; s/0 is new beside s/0, but no news beside s/1.
    assert [found and found["known"] for found in known(release, rows, keep_versions=True)] == ["s/1", "s/0"]
    alone = make_release(tmp_path / "alone", {"s/0": ("fr", OLD)})
    assert [found and found["known"] for found in known(alone, rows, keep_versions=True)] == [None, "s/0"]


def test_only_row_groups_with_candidates_are_read_for_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = {f"t/{n}": ("fr", OLD.replace("mot", f"nom{n}x")) for n in range(8)} | {"t/8": ("fr", OLD)}
    release = make_release(tmp_path / "r", documents)
    read = pq.ParquetFile.read_row_group
    groups = set[int]()

    def note(self: pq.ParquetFile, group: int, columns: list[str]) -> pa.Table:
        groups.update([group] if columns == ["text"] else [])
        return read(self, group, columns)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", note)
    assert known(release, [{"text": NEAR}])[0]["known"] == "t/8"
    assert groups == {4}


TEXTS = st.lists(
    st.tuples(st.integers(0, 1), st.lists(st.integers(0, 59), max_size=4)).map(
        lambda drawn: " ".join("x" if n in drawn[1] else f"{'ab'[drawn[0]]}{n}" for n in range(60))
    )
    | st.sampled_from(["", "Abrogé."]),
    max_size=6,
)


@given(TEXTS, TEXTS, st.sampled_from([0.5, 0.85]), st.booleans())
@settings(max_examples=40, deadline=None)
def test_decisions_are_those_of_comparing_all_pairs(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str], threshold: float, swap: bool
) -> None:
    signing = Signing(bands=60, rows=2)  # finds every pair that shares half of its n-grams, as good as certainly
    folder = tmp_path_factory.mktemp("release") / "r"
    release = make_release(folder, {f"t/{n}": ("fr" if n % 2 else "nl", text) for n, text in enumerate(old)}, signing)
    documents = [{"id": f"s/{n}", "text": text} for n, text in enumerate(new)]
    found = known(release, documents[::-1] if swap else documents, threshold=threshold)
    for text, detail in zip(new, found[::-1] if swap else found, strict=True):
        same = [f"t/{n}" for n, other in enumerate(old) if other.split() == text.split()]
        near = [f"t/{n}" for n, other in enumerate(old) if similarity(text, other) >= threshold]
        assert (detail and detail["known"]) == next(iter(same or near), None)


@given(TEXTS, TEXTS, st.integers(1, 4), st.integers(1, 3), st.sampled_from([1, 500]), st.booleans())
@settings(max_examples=30, deadline=None)
def test_how_release_and_corpus_are_cut_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[str],
    new: list[str],
    chunk: int,
    groups: int,
    size: int,
    keep_versions: bool,
) -> None:
    folder = tmp_path_factory.mktemp("release") / "r"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moisson.release.parquet.ROW_GROUP", groups)
        release = make_release(folder, {f"s/{n}": ("fr" if n % 2 else "nl", text) for n, text in enumerate(old)})
    documents = [{"id": f"s/{n}", "text": text} for n, text in enumerate(new)]
    whole = known(release, documents, keep_versions=keep_versions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(earlier_release, "GROUPS", groups)
        patch.setattr(earlier_release, "PIECE", size)
        patch.setattr(candidates, "BATCH_BYTES", size)
        assert known(release, documents, chunk, keep_versions=keep_versions) == whole


def similarity(one: str, other: str) -> float:
    a, b = ({tuple(words[k : k + 5]) for k in range(len(words) - 4)} for words in (one.split(), other.split()))
    return len(a & b) / len(a | b) if a | b else 0.0


def test_what_is_no_release_or_carries_no_signatures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"no MANIFEST\.json"):
        decide("drop_known", Rows([]), release=str(tmp_path))
    (tmp_path / "MANIFEST.json").write_text('{"release": "1-abc"}')
    with pytest.raises(RecipeError, match="carries no signatures"):
        decide("drop_known", Rows([]), release=str(tmp_path))


def test_a_release_that_lacks_what_it_signed_is_an_error(tmp_path: Path) -> None:
    release = make_release(tmp_path / "r", {"t/a": ("fr", OLD)})
    (release / "data/fr/part-00000.parquet").unlink()
    with pytest.raises(MoissonError, match="lacks 1 of the documents"):
        known(release, [{"text": NEAR}])
