"""A model's page in a real browser: what it was trained on, its curves, what it was evaluated at, which documents it saw."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pyarrow as pa
import pytest
from browser_here import Served, faults, opened, served
from command import call
from playwright.sync_api import Browser, expect
from small_source import NAME, World

from moisson.contracts.model_file import SEEN_SCHEMA, Dataset, Model, Release, Seen, Tokenizer, Tokens, Trainer, write_model
from moisson.view.words import EDITIONS

ROWS = [(f"{NAME}/A{at:02}", f"{at:064x}", 1 + at, 40 + at, 1.0 + at % 5, f"{NAME}", 100 + at) for at in range(30)]


def make_model(folder: Path, release: str, *, known: bool = True) -> None:
    """A model's folder as a trainer leaves it."""
    folder.mkdir(parents=True)
    dataset = Dataset(name=NAME, weight=1.0, documents=30, tokens_seen=3000, epochs=1.5)
    of = Release(name=release, root="0" * 64, manifest_sha256="1" * 64, private=True)
    model = Model(
        name="small",
        trainer=Trainer(kind="moisson"),
        architecture={"hidden_size": 128, "<b>": "<script>alert(1)</script>"},
        parameters=1_078_144,
        tokenizer=Tokenizer(name="tokenizer-4k", sha256="2" * 64, vocabulary=4096),
        tokens=[Tokens(name="essai", manifest_sha256="3" * 64, release=of, datasets=[dataset])],
        sources=[Seen(source=NAME, license="etalab-2.0", language="fr", tokens_seen=3000)],
        steps=70,
        tokens_a_step=4096,
        tokens_seen=3000,
        flops=1e12,
        order="known" if known else "unknown",
        why=None if known else "its trainer kept no seed",
        private=True,
        seed=1,
        weights={},
        moisson="0.1.0",
    )
    rows = [dict(zip(SEEN_SCHEMA.names, row, strict=True)) for row in ROWS]
    write_model(folder, model, pa.Table.from_pylist(rows, SEEN_SCHEMA).to_batches() if known else None)


@pytest.fixture
def workspace(world_copy: World, tmp_path: Path) -> Iterator[Served]:
    build = world_copy.root / "build"
    name = (build / "releases/essai/latest").readlink()
    make_model(build / "models/small", f"essai/{name}")
    make_model(build / "models/unknown", "essai/elsewhere", known=False)
    log = [
        {"step": at, "tokens": 100 * at, "loss": 8 / at} | ({"held_out_bits_per_byte": 3 / at} if at % 10 == 1 else {})
        for at in range(1, 71)
    ]
    (build / "models/small/log.jsonl").write_bytes(b"\n".join(map(orjson.dumps, log)) + b'\n{"step": 71, "tok')
    bits = {
        "by": "source",
        "value": NAME,
        "documents": 9,
        "bytes": 1,
        "tokens": 1,
        "bits_per_byte": 1.5,
        "low": 1.25,
        "high": 1.75,
    }
    task = {"task": "mcq", "metric": "acc", "items": 69, "value": 0.5, "low": 0.4, "high": 0.6, "chance": 0.25}
    results = build / "models/small/evaluation"  # where `evaluate` and `memorised` write
    results.mkdir()
    (results / "evaluation.json").write_bytes(orjson.dumps({"bits_per_byte": [bits], "tasks": [task]}))
    said = {"value": 0.25, "low": 0.125, "high": 0.5}
    group = {"documents": "seen 8", "count": 40, "exact": said, "near": said, "more_near": said, "memorised": True}
    groups = [{**group, "documents": "controls", "more_near": None, "memorised": False}, group]
    (results / "memorised.json").write_bytes(orjson.dumps({"prefix": 50, "continued": 50, "groups": groups}))
    of_set = {"learner": "n-grams", "set": "in common", "bits_per_byte": {"a": {"mean": 1.5}, "b": {"mean": 1.6}}}
    sets = [{**of_set, "a_saves_per_cent": {"mean": 6.25, "interval": [5.0, 7.5]}}]
    sides = {side: {"name": f"corpus {side}", "documents": 9, "bytes": 90} for side in "ab"}
    worth = {**sides, "bytes_learnt_from": 24_000_000, "sets": sets, "frame": ["Both alike."], "not_scored": []}
    (build / "models/small/answer").mkdir()  # as `worth --to`
    (build / "models/small/answer/worth.json").write_bytes(orjson.dumps(worth))
    with served(build, tmp_path / "state") as at:
        yield at


def test_a_model_says_what_it_was_trained_on_and_which_documents_it_saw(
    browser: Browser, workspace: Served, world_copy: World
) -> None:
    with opened(browser, workspace, locale="en") as page:
        page.goto(f"{workspace.base}/en/")
        page.get_by_role("link", name="small").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Model small")
        expect(page.get_by_text("do not pass it on")).to_be_visible()
        expect(page.get_by_role("row", name=f"{NAME} etalab-2.0 French (fr) 3,000 100.0%")).to_be_visible()
        expect(page.locator("polyline")).to_have_count(2)
        expect(page.get_by_role("row", name="mcq acc 69 0.500 (0.400–0.600) 0.250")).to_be_visible()
        expect(page.get_by_role("row", name=f"source {NAME} 9 1.500 (1.250–1.750)")).to_be_visible()
        expect(page.get_by_role("row", name="seen 8 memorised 40 0.250 (0.125–0.500) 0.250")).to_be_visible()
        expect(page.get_by_role("row", name="in common n-grams 1.5000 1.6000 +6.25 % (+5.00 – +7.50)")).to_be_visible()
        most = page.get_by_role("table", name="Documents seen most often").locator("tbody th").all_inner_texts()
        assert most[:6] == [f"{NAME}/A{at:02}" for at in (4, 9, 14, 19, 24, 29)]
        page.get_by_label("Look up an id").fill(f"{NAME}/A07")
        page.get_by_label("Look up an id").press("Enter")
        expect(page.get_by_role("status")).to_have_text("It was seen from step 8 to step 47, 3.00 times.")
        words = ("--reason", "a request", "--authority", "the publisher", "--date", "2026-11-25")
        assert call(world_copy, "withdraw", f"{NAME}/A04", *words).returncode == 0
        page.get_by_role("link", name=f"{NAME}/A09").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Article A09")
        page.goto(f"{workspace.base}/en/models/small?id={NAME}/A04")
        expect(page.get_by_role("status")).to_have_text("A document that was withdrawn")
        assert page.get_by_text(f"{NAME}/A04").count() == 0
        page.get_by_role("link", name="essai/").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("From found to kept")


def test_a_model_alone_is_shown_and_one_of_unknown_order_says_why(browser: Browser, workspace: Served, tmp_path: Path) -> None:
    assert workspace.shelf.workspace is not None
    with served(workspace.shelf.workspace.root / "models/unknown", tmp_path) as at, opened(browser, at, locale="en") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Model unknown")
        expect(page.get_by_text("its trainer kept no seed")).to_be_visible()
        expect(page.get_by_text("does not say which documents it saw")).to_be_visible()


@pytest.mark.network
@pytest.mark.parametrize("edition", EDITIONS)
def test_a_models_page_is_free_of_what_axe_core_finds(browser: Browser, workspace: Served, axe: Path, edition: str) -> None:
    with opened(browser, workspace, viewport={"width": 320, "height": 640}) as page:
        for where in ("", "models/small", "models/unknown"):
            page.goto(f"{workspace.base}/{edition}/{where}")
            assert faults(page, axe) == [], where
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
