"""A sitting in two languages is in both, by paragraph; what says little goes with its neighbours; nothing is forced on a text."""

import random
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from moisson.contracts.schemas import LANGUAGES, STRING
from moisson.contracts.stage import Columns, stages
from moisson.corpus.stages.language import identify_language
from moisson.harvest.preview import read_files
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words

DUTCH = (
    "Mijnheer de voorzitter, het wetsontwerp dat wij vandaag bespreken regelt de arbeidsduur in de openbare diensten.",
    "De regering heeft beslist om de termijn te verlengen, zodat de gemeenten hun begroting kunnen aanpassen.",
    "Wij zullen dit voorstel niet goedkeuren, omdat het de rechten van de werknemers onvoldoende beschermt.",
)
FRENCH = (
    "Monsieur le président, le projet de loi que nous examinons aujourd'hui règle la durée du travail dans les services publics.",
    "Le gouvernement a décidé de prolonger le délai afin que les communes puissent adapter leur budget.",
    "Nous ne voterons pas cette proposition, parce qu'elle ne protège pas suffisamment les droits des travailleurs.",
)
RUSSIAN = (
    "Уважаемые коллеги, сегодня мы обсуждаем законопроект о продолжительности рабочего времени в государственных учреждениях.",
    "Правительство приняло решение продлить срок, чтобы органы местного самоуправления могли изменить свои бюджеты.",
)
TURKISH = (
    "Kanun önünde herkes eşittir ve hiçbir kişiye, aileye, zümreye veya sınıfa imtiyaz tanınamaz; devlet organları buna uyar."
)
ARABIC = "كل المواطنين متساوون أمام القانون دون أي تمييز بينهم، وتضمن الدولة لهم حقوقهم وحرياتهم وفقا لأحكام الدستور والقوانين."
CHINESE = "中华人民共和国公民在法律面前一律平等。国家尊重和保障人权。任何公民享有宪法和法律规定的权利。" * 2
AFRIKAANS = (
    "Die minister het vandag gesê dat die nuwe wet nie deur die parlement goedgekeur sal word nie, omdat dit te veel geld kos."
)


def run(texts: list[str], declared: list[str | None] | None = None, **parameters: object) -> Columns:
    batch = pa.record_batch({"text": pa.array(texts, STRING), "language": pa.array(declared or [None] * len(texts), STRING)})
    return identify_language(**stages()["identify_language"].bind(parameters))(batch)


def lines_of(found: Columns, row: int = 0) -> list[str | None]:
    return [run["language"] for run in found["language_runs"][row].as_py() for _ in range(run["lines"])]


def test_a_belgian_sitting_is_dutch_and_french_by_paragraph_with_shares() -> None:
    text = "\n\n".join([*DUTCH, *FRENCH, DUTCH[0], FRENCH[1], DUTCH[2]])
    found = run([text])
    assert [run["language"] for run in found["language_runs"][0].as_py()] == ["nl", "fr", "nl", "fr", "nl"]
    shares = {share["language"]: share["words"] for share in found["language_shares"][0].as_py()}
    expected = {
        "nl": sum(count_words(strings(pa.array([*DUTCH, DUTCH[0], DUTCH[2]], STRING)))),
        "fr": sum(count_words(strings(pa.array([*FRENCH, FRENCH[1]], STRING)))),
    }
    assert shares == expected
    assert found["language"].to_pylist() == ["nl"]
    assert found["script"].to_pylist() == ["Latn"]
    assert found["language_code"].to_pylist() == ["nld_Latn"]


def test_the_name_of_the_speaker_does_not_decide() -> None:
    names = ("Servais Verherstraeten", "Kristof Calvo", "Meyrem Almaci")
    lines = [
        *DUTCH,
        *FRENCH,
        *(f"{name}: {words}" for name, words in zip(names, FRENCH, strict=True)),
        f"{names[0]}: Merci bien.",
    ]
    assert lines_of(run(["\n".join(lines)])) == ["nl"] * 3 + ["fr"] * 7


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        (RUSSIAN[0], "ru", "rus_Cyrl"),
        (ARABIC, "ar", "arb_Arab"),
        (CHINESE, "zh", "cmn_Hani"),
        (AFRIKAANS, "af", "afr_Latn"),
        (TURKISH, "tr", "tur_Latn"),
    ],
)
def test_what_is_surely_in_no_language_of_europes_public_bodies_is_named_and_not_forced(
    text: str, language: str, code: str
) -> None:
    found = run([text], ["bg"])
    assert found["language"].to_pylist() == [language]
    assert found["language_code"].to_pylist() == [code]
    assert found["language_disagrees"].to_pylist() == [True]
    assert run([text], keep=[language])["drop_reason"].to_pylist() == [None]
    assert run([text], keep=["fr"])["drop_reason"].to_pylist() == ["language:other"]


def test_a_disagreement_with_what_was_declared_is_recorded() -> None:
    texts = [
        FRENCH[0],
        FRENCH[0],
        FRENCH[0],
        "Non.",
        "Statsråden har bestemt at loven skal gjelde for alle kommuner i landet, og at fristen blir forlenget.",
    ]
    found = run(texts, ["nl", "fr-BE", "und", "nl", "no"])
    assert found["language_disagrees"].to_pylist() == [True, False, None, None, False]
    assert found["language"].to_pylist() == ["fr", "fr", "fr", "nl", "nb"]
    assert found["language_declared"].to_pylist() == ["nl", "fr-BE", "und", "nl", "no"]


def test_the_declared_language_holds_what_no_paragraph_is_sure_of() -> None:
    found = run(["Non.\nOui.", "1 234\n5 678", ""], ["fr", None, "fr"])
    assert found["language"].to_pylist() == ["fr", None, "fr"]
    assert found["language_shares"].to_pylist() == [[{"language": "fr", "words": 2}], [], []]
    assert found["language_runs"].to_pylist()[1] == [{"language": None, "lines": 2, "words": 4}]
    assert found["script"].to_pylist() == ["Latn", None, None]
    assert found["language_shares"].type == LANGUAGES


def test_an_abstract_in_another_language_does_not_decide_for_the_document() -> None:
    abstract = (
        "This article examines the rules that govern working time in public services, and what local authorities think of them. "
        * 9
    )
    found = run([abstract + "\n" + "\n".join(FRENCH * 5)], ["fr"], keep=["fr"])
    assert found["language"].to_pylist() == ["fr"]
    assert found["language_score"].to_pylist()[0] > 0.9
    assert found["drop_reason"].to_pylist() == [None]
    assert lines_of(found) == ["en"] + ["fr"] * 15


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([*DUTCH, *FRENCH, *RUSSIAN, CHINESE, "Ja.", "", "# I", "12", "\u0301é"]), max_size=9).map(
            "\n".join
        ),
        max_size=5,
    ),
    st.lists(st.integers(0, 5), max_size=2),
)
def test_runs_cover_every_line_and_word_whatever_the_batch(texts: list[str], cuts: list[int]) -> None:
    found = run(texts)
    words = count_words(strings(pa.array(texts, STRING))).tolist()
    for text, count, runs in zip(texts, words, found["language_runs"].to_pylist(), strict=True):
        assert sum(run["lines"] for run in runs) == text.count("\n") + 1
        assert sum(run["words"] for run in runs) == count
        assert all(a["language"] != b["language"] for a, b in pairwise(runs))
    bounds = [0, *sorted(min(cut, len(texts)) for cut in cuts), len(texts)]
    for name, column in found.items():
        parts = [run(texts[a:b])[name] for a, b in pairwise(bounds)]
        assert pa.concat_arrays(parts).equals(column)


@pytest.mark.shared
def test_real_dutch_judgments_and_french_amendments_interleaved_are_told_apart() -> None:
    def paragraphs(set_name: str, opening: str) -> list[str]:
        texts = [
            found.text.text for found in read_files(shared(set_name)) if found.text is not None and found.text.language == opening
        ]
        return [line for text in texts for line in text.split("\n") if 120 <= len(line) <= 900 and not line.startswith("#")]

    speeches = {"nl": paragraphs("nl-rechtspraak/data", "nl"), "fr": paragraphs("fr-parlement-zam/data", "fr")}
    chosen = random.Random(4)
    lines = [
        (code, chosen.choice(speeches[code])) for _ in range(60) for code in ("nl", "fr") for _ in range(chosen.randint(1, 4))
    ]
    found = lines_of(run(["\n".join(line for _, line in lines)]))
    right = sum(code == its for (code, _), its in zip(lines, found, strict=True))
    assert right >= 0.99 * len(lines)
