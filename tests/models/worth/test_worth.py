"""`moisson worth`: equal sides are worth the same, noise costs, and what would not be fair is refused in a sentence."""

import json
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from lxml import etree
from shared_data import shared
from small_source import entries, make_world
from texts_of_law import Rows, articles_of_law, noisy, written
from typer.testing import CliRunner

from moisson.commands.worth import worth
from moisson.contracts.errors import NotFound, UserError
from moisson.models.worth.compare import Asked, compare
from moisson.models.worth.frame import held_out, quotas, sample
from moisson.models.worth.passages import in_common
from moisson.models.worth.texts import normalised, read_side


@pytest.fixture(scope="module")
def articles() -> Rows:
    return articles_of_law()


FEW = Asked(most_bytes=300_000, order=5, seeds=2, share=0.2)


@pytest.mark.shared
def test_the_same_corpus_in_another_order_and_form_is_worth_the_same(articles: Rows, tmp_path: Path) -> None:
    shouted = [row | {"text": row["text"].upper().replace(" ", "\n  ")} for row in reversed(articles)]
    found = compare(written(tmp_path / "a.jsonl", articles), written(tmp_path / "b.jsonl", shouted), FEW)
    (common,) = found.sets
    assert common["a_saves_per_cent"]["mean"] == pytest.approx(0, abs=0.02)
    low, high = common["a_saves_per_cent"]["interval"]
    assert low <= 0 <= high
    assert found.account["bytes_learnt_from"] == 300_000
    assert len(set(found.account["bytes_by_source"].values())) == 1  # equal shares of both sources


@pytest.mark.shared
def test_rubbish_between_the_lines_costs_and_both_orders_of_the_question_agree(articles: Rows, tmp_path: Path) -> None:
    clean, dirty = written(tmp_path / "clean.jsonl", articles), written(tmp_path / "dirty.jsonl", noisy(articles, 0.5))
    one, other = compare(clean, dirty, FEW), compare(dirty, clean, FEW)
    saved, lost = (each.sets[0]["a_saves_per_cent"] for each in (one, other))
    assert saved["interval"][0] > 1
    assert lost["interval"][1] < -1
    assert compare(clean, dirty, FEW) == one


@pytest.mark.shared
def test_nothing_is_learnt_that_is_scored(articles: Rows, tmp_path: Path) -> None:
    """Copies of every article, under other ids and with a word changed, leave what is scored unseen."""
    copies = [row | {"id": f"copy/{n}", "text": row["text"].replace("le ", "ledit ", 1)} for n, row in enumerate(articles)]
    a, b = (
        read_side(written(tmp_path / f"{name}.jsonl", rows), name, private=False, one_source=False)
        for name, rows in (("a", articles), ("b", articles + copies))
    )
    frame = held_out(a, b, 0.2)
    passages = in_common(a, b, frame)
    assert len(passages.sizes) > 50
    quota = quotas(a, b, frame, 10**9)
    learnt = [sample(side, number, frame, quota, 0).tobytes() for number, side in enumerate((a, b))]
    data = passages.texts.data.tobytes()
    offsets = passages.texts.offsets.tolist()
    for begin, end in pairwise(offsets):
        assert data[begin:end] not in learnt[0]
        assert data[begin:end] not in learnt[1]
    ids = dict(zip(b.ids.to_pylist(), frame.held[1].tolist(), strict=True))
    pairs = [(ids[row["id"]], ids[f"copy/{n}"]) for n, row in enumerate(articles)]
    assert sum(one == other for one, other in pairs) > 0.95 * len(pairs)  # a copy is on its article's side


@pytest.mark.shared
def test_files_are_compared_on_text_from_elsewhere_too_and_drawn(articles: Rows, tmp_path: Path) -> None:
    clean, dirty = written(tmp_path / "a.jsonl", articles), tmp_path / "b.parquet"
    pq.write_table(pa.Table.from_pylist(noisy(articles, 0.5)), dirty)
    elsewhere, out = shared("fr-etalab-guides/data"), tmp_path / "out"
    few = next(elsewhere.rglob("*.md"))
    app = typer.Typer()
    app.command()(worth)
    options = ("--megabytes", "0.3", "--seeds", "2", "--order", "5", "--held-out", "0.2", "--to", str(out))
    done = CliRunner().invoke(app, [str(clean), str(dirty), *options, "--elsewhere", str(elsewhere), "--elsewhere", str(few)])
    assert done.exit_code == 0, done.output
    assert "A is worth more" in done.output
    found = json.loads((out / "worth.json").read_bytes())
    assert [one["set"] for one in found["sets"]] == ["in common", "fr-etalab-guides/data"]
    assert found["sets"][1]["a_saves_per_cent"]["mean"] > 0
    (left_out,) = found["not_scored"]
    assert left_out.startswith(f"{few.parent.name}/{few.name} is not scored on: 1 groups have")
    drawing = list(etree.parse(str(out / "worth.svg")).iter("{http://www.w3.org/2000/svg}*"))
    assert sum(each.get("class") == "interval" for each in drawing) == 2
    assert "| fr-etalab-guides/data |" in (out / "worth.md").read_text(encoding="utf-8")


@pytest.mark.shared
def test_a_sample_has_as_many_near_duplicates_as_its_side(articles: Rows, tmp_path: Path) -> None:
    copies = [row | {"id": f"copy/{n}", "text": row["text"].replace("le ", "ledit ", 1)} for n, row in enumerate(articles[::2])]
    path = written(tmp_path / "a.jsonl", articles + copies)
    a, b = (read_side(path, name, private=False, one_source=False) for name in ("a", "b"))
    frame = held_out(a, b, 0.1)
    quota = {source: size // 4 for source, size in quotas(a, b, frame, 10**9).items()}
    drawn = sample(a, 0, frame, quota, 1).tobytes().decode(errors="ignore")
    there = [line[40:200] in drawn for line in normalised(pa.array([row["text"] for row in articles])).to_pylist()]
    copied = [line[40:200] in drawn for line in normalised(pa.array([row["text"] for row in copies])).to_pylist()]
    both = sum(one and other for one, other in zip(there[::2], copied, strict=True))
    assert both > 0.9 * sum(there[::2]) > 50


def some(count: int, source: str = "s") -> Rows:
    return [
        {"id": f"{source}/{entry.id}-{n}", "source": source, "text": f"{entry.text} {n} " * 40}
        for n, entry in enumerate(entries(count))
    ]


def test_a_source_on_one_side_alone_is_refused(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a.jsonl", some(60)), written(tmp_path / "b.jsonl", some(60, "t"))
    with pytest.raises(UserError, match=r"A has texts of the source `s` and B has none.*--one-source"):
        compare(a, b, Asked(share=0.3))


def test_sides_without_a_passage_in_common_are_refused(tmp_path: Path) -> None:
    a, b = written(tmp_path / "a.jsonl", some(60)), written(tmp_path / "b.jsonl", noisy(some(60), 1.0)[:0] + some(60, "t"))
    with pytest.raises(UserError, match="too few held-out documents with passages in common"):
        compare(a, b, Asked(share=0.3, one_source=True))


def test_too_little_text_is_refused(tmp_path: Path) -> None:
    a = written(tmp_path / "a.jsonl", [row | {"text": row["text"][:200]} for row in some(30)])
    with pytest.raises(UserError, match=r"bytes to learn from in equal shares.*50,000 are the least"):
        compare(a, a, Asked(share=0.3))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no text"),
        ('{"id": "a"}\n', r"line 1: no object with `id` and `text`"),
        ('{"id": "a", "text": "b"}\n[]\n', "line 2: no object"),
        ('{"id": 1, "text": "b"}\n', "`id`, `text` and `source` are strings"),
    ],
)
def test_files_that_are_no_texts_are_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        read_side(path, "A", private=False, one_source=False)


def test_a_folder_of_nothing_and_a_table_without_text_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is neither a release nor files of texts"):
        read_side(tmp_path, "A", private=False, one_source=False)
    pq.write_table(pa.table({"id": ["a"]}), tmp_path / "a.parquet")
    with pytest.raises(UserError, match="has no column `text`"):
        read_side(tmp_path, "A", private=False, one_source=False)


def test_a_side_may_be_a_release_and_a_private_one_wants_the_users_word(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.publish(entries(5))
    path = world.build(recipe=world.recipe(head='unlicensed = "private"')).path
    with pytest.raises(UserError, match="add --private"):
        read_side(path, "A", private=False, one_source=False)
    side = read_side(path, "A", private=True, one_source=False)
    assert (len(side.ids), side.source_names) == (5, ["fr_essai_articles"])


def test_addresses_of_links_do_not_count() -> None:
    texts = [
        "Voir [l'article](https://www.legifrance.gouv.fr/codes?id=L1&b=2), ou www.service-public.fr/a. Puis (http://a.eu/x) fin."
    ]
    texts += ["Voir [l'article](../codes/l1.md), ou le site. HTTPS://A.EU", "Voir (article) ou [un site] des «\u00a0www\u00a0»"]
    assert normalised(pa.array(texts)).to_pylist() == [
        "voir l article ou puis fin",
        "voir l article ou le site",
        "voir article ou un site des www",
    ]


def test_the_form_of_a_text_does_not_count() -> None:
    texts = ["# L'ARTICLE  L. 1\r\n\r\nﬁn\u00ad de «\u00a0phrase\u00a0»…", "Écrire à [EMAIL_1], [PHONE_2] ou ici [A]", None]
    assert normalised(pa.array(texts)).to_pylist() == ["l article l 1 fin de phrase", "écrire à\nou ici a", None]
