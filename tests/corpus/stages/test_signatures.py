"""Signatures are columns that say who is a candidate, the same wherever batches are cut."""

from collections.abc import Iterable

import pyarrow as pa
import pytest
from duplicate_rows import Rows, decide, sign
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.schemas import STRING
from moisson.contracts.stage import stages
from moisson.corpus.stages.signatures import Signing, signature_rows, signature_schema, signing_for, signing_of
from moisson.kernels.minhash import band_keys
from moisson.kernels.strings import strings

TEXTS = st.lists(
    st.none() | st.sampled_from(["", "quatre mots en tout", "le contrat de travail est écrit", "# T\nun deux trois"])
)


def batch(texts: Iterable[str | None]) -> pa.RecordBatch:
    return pa.record_batch({"text": pa.array(texts, STRING)})


def test_each_band_is_a_column_and_texts_without_an_ngram_have_none() -> None:
    stage = stages()["sign_words"]
    bound = stage.bind({"bands": 3, "rows": 2})
    found = stage.build(**bound)(batch(["le contrat de travail est écrit", "quatre mots en tout", None]))
    assert tuple(found) == stage.writes_of(bound) == ("band_00", "band_01", "band_02")
    keys, _ = band_keys(strings(pa.array(["le contrat de travail est écrit"], STRING)), 3, 2)
    assert [column.to_pylist() for column in found.values()] == [[int(keys[band, 0]), None, None] for band in range(3)]


@given(TEXTS, st.integers(0, 9))
def test_where_batches_are_cut_changes_nothing(texts: list[str | None], cut: int) -> None:
    step = stages()["sign_words"].build(bands=2)
    whole, parts = step(batch(texts)), [step(batch(texts[:cut])), step(batch(texts[cut:]))]
    for name, values in whole.items():
        assert pa.concat_arrays([part[name] for part in parts]).equals(values)
        assert values.type == pa.uint64()


@pytest.mark.parametrize("parameters", [{}, {"headings": False, "bands": 5, "rows": 3, "ngram": 2}])
def test_signed_documents_are_decided_as_those_that_are_signed_on_the_spot(parameters: dict[str, object]) -> None:
    words = [f"mot{n}" for n in range(60)]
    rows = [{"text": "# Titre\n" + " ".join(words[: 60 - n] + [f"x{n}"] * (n % 3))} for n in range(12)]
    on_the_spot = decide("drop_near_duplicates", Rows(rows), **parameters)
    assert decide("drop_near_duplicates", sign(Rows(rows), **parameters), signed=True, **parameters) == on_the_spot
    assert any(on_the_spot["drop_reason"])


def test_a_release_signs_as_its_recipe_compares() -> None:
    assert signing_for([]) is signing_for([("drop_short", {})]) is None
    near = stages()["drop_near_duplicates"].bind({"bands": 7, "headings": False})
    assert signing_for([("drop_near_duplicates", near), ("drop_short", {})]) == Signing(7, 8, 5, False)


def test_the_rows_of_a_release_say_how_they_were_signed() -> None:
    signing = Signing(2, 3, 5, False)
    texts = {"id": ["s/0"], "version": ["v"], "text": ["le contrat de travail est écrit"], "text_sha256": ["x"]}
    found = signature_rows(pa.RecordBatch.from_pydict(texts), signing)
    assert found.schema.names == ["id", "version", "text_sha256", "digest_high", "digest_low", "band_00", "band_01"]
    assert signing_of(signature_schema(signing)) == signing
    assert signing_of(pa.schema({})) is None
