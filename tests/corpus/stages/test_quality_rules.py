"""A table of thresholds decides: what it catches, what it lets pass, and how a wrong table is refused."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import stages
from moisson.corpus.stages.quality import drop_low_quality
from moisson.corpus.stages.signals import measure_signals
from moisson.corpus.stages.thresholds import load_rules

LAW = (
    "# Code du travail\n## Article L1221-1\n\nLe contrat de travail est soumis aux règles du droit commun. Il peut être établi "
    "selon les formes que les parties contractantes décident d'adopter.\n\nIl est conclu pour une durée indéterminée ; il peut "
    "toutefois comporter un terme fixé avec précision dès sa conclusion."
)
DEBATE = (
    "Präsident: Ich eröffne die Sitzung und rufe den ersten Punkt der Tagesordnung auf.\n\nHerr Abgeordneter Schmidt: Herr "
    "Präsident! Meine Damen und Herren! Wir beraten heute über ein Gesetz, das die Menschen in unserem Land bewegt.\n\n(Beifall)"
)
SALARIES = "# Avenant\n\n| Coefficient | Salaire |\n| --- | --- |\n" + "".join(
    f"| {n} | 1 {n},12 |\n" for n in range(200, 400, 5)
)
WORDS = (
    *("contrat", "travail", "salarié", "employeur", "durée", "convention"),
    *("accord", "syndicat", "congé", "préavis", "rupture", "indemnité"),
)
MENU = "\n".join(f"- {one.capitalize()} du {other}" for one in WORDS for other in WORDS[:3])
NOTICE = "# Contract notice\n\n" + "\n".join(f"{one.capitalize()} number: {other}" for one in WORDS for other in WORDS[:3])


def decided(
    *texts: str, table: str | None = None, without: tuple[str, ...] = ("ocr-noise",), **columns: list[Any]
) -> list[tuple[str | None, str | None]]:
    """The rule that each text breaks, and the detail."""
    batch = pa.record_batch({"text": pa.array(texts, STRING)})
    given = {"kind": STRING, "language": STRING, "confidence": pa.float64(), "score": pa.float64()}
    beside = {name: pa.array(columns.get(name, [None] * len(texts)), type) for name, type in given.items()}
    found = drop_low_quality(table, without)(pa.record_batch({**beside, **measure_signals()(batch)}))
    rules = [reason and reason.removeprefix("quality:") for reason in found["drop_reason"].to_pylist()]
    return list(zip(rules, found["drop_detail"].to_pylist(), strict=True))


def judged(*texts: str, **given: Any) -> list[str | None]:
    return [rule for rule, _ in decided(*texts, **given)]


@pytest.mark.parametrize("kind", ["law", "debate", "decision", "guidance", "notice", "question", None])
def test_law_and_debate_stay_whatever_kind_they_are_said_to_be(kind: str | None) -> None:
    assert judged(LAW, DEBATE, SALARIES, kind=[kind] * 3) == [None] * 3


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (LAW.encode().decode("latin-1"), "damaged"),
        ("12 345,67 89 101,12\n13 14 15 16\n1 2,50\n", "no-text"),
        (" ".join(LAW), "spaced-letters"),
        ("\n".join(LAW.replace(" ", "").replace("'", "").split("\n") * 2), "glued-words"),
        ('<div class="menu"><a href="/accueil">Accueil</a></div>\n' * 3, "markup"),
        ("Chargement en cours, veuillez patienter.\n" * 10, "repeated-lines"),
        ("Chargement en cours, veuillez patienter un instant. " * 30, "repeated-words"),
        ("Nom ......................\nPrénom ...................", "dotted-lines"),
        ("\n".join(f"{one.capitalize()} {other} {len(one)}" for one in WORDS for other in WORDS[:3]), "contents"),
        ("\n".join(f"{one.capitalize()} :" for one in WORDS), "form"),
        (MENU, "menu"),
        (MENU.replace("\n- ", " | "), "menu"),
        ("\n".join(f"| {one} | |" for one in WORDS), "empty-table"),
        (", ".join(f"{one}{other}" for one in WORDS for other in WORDS[:6]), "no-function-words"),
    ],
)
def test_broken_texts_go_for_their_reason(broken: str, rule: str) -> None:
    assert judged(broken) == [rule]


def test_labels_and_values_are_a_notice_and_no_menu_whoever_says_so() -> None:
    notice = f"{NOTICE}\n\nThe contracting authority gives the following information on the procedure and its lots."
    assert judged(notice, notice, kind=[None, "notice"]) == [None, None]


def test_a_short_notice_of_labels_and_figures_stays_and_a_menu_among_notices_goes() -> None:
    notice = "\n".join(
        [
            "Naziv: Nabava uredskog materijala",
            "Naručitelj: Grad Zadar",
            "Vrsta postupka: otvoreni postupak",
            "CPV: 30192000",
            "Procijenjena vrijednost: 50.000,00 EUR",
            "Rok za dostavu ponuda: 12.05.2023. 10:00",
            "Trajanje ugovora: 12 mjeseci",
            "Mjesto izvršenja: Zadar",
            "Kriterij odabira: cijena",
        ]
    )
    assert judged(notice, MENU, kind=["notice"] * 2) == [None, "menu"]


def test_a_list_of_persons_with_few_particles_stays() -> None:
    people = ("Adam Nowak", "Barbara Wiśniewska-Kowal", "Cezary Zając", "Danuta Król", "Emil Jaworski", "Grażyna Pawlak")
    ranks = ("Złotym", "Srebrnym", "Brązowym")
    lists = "\n".join(f"{rank}: {', '.join(people)}." for rank in ranks)
    begin = "Na podstawie art. 138 Konstytucji za zasługi odznaczeni zostają Krzyżem Zasługi"
    assert judged(f"{begin}\n{lists}", language=["pl"]) == [None]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "ar",
            "يحق لكل شخص يقيم في البلاد بصورة قانونية أن يطلب تصريح عمل من الدائرة المختصة. يجب تقديم الطلب قبل انتهاء مدة "
            "الإقامة الحالية. يمكنكم الحصول على المساعدة المجانية من مكاتب الاستشارة في مدينتكم. إذا رفضت الدائرة الطلب فلكم "
            "الحق في الاعتراض خلال شهر واحد من تاريخ استلام القرار. لا تدفعوا أي رسوم قبل أن تستلموا القرار مكتوبا.",
        ),
        (
            "vi",
            "Mọi người cư trú hợp pháp trong nước đều có quyền xin giấy phép lao động tại cơ quan có thẩm quyền. Đơn phải được "
            "nộp trước khi giấy phép cư trú hiện tại hết hạn. Bạn có thể nhận được sự giúp đỡ miễn phí tại các trung tâm tư vấn.",
        ),
        (
            "th",
            "บุคคลทุกคนที่อาศัยอยู่ในประเทศโดยชอบด้วยกฎหมายมีสิทธิยื่นคำขอใบอนุญาตทำงาน\nต้องยื่นคำขอก่อนใบอนุญาตพำนักหมดอายุ "
            "คุณสามารถขอความช่วยเหลือได้โดยไม่เสียค่าใช้จ่าย",
        ),
    ],
)
def test_languages_without_lists_of_words_or_without_spaces_are_not_judged_by_them(language: str, text: str) -> None:
    assert judged(text, language=[language], kind=["guidance"]) == [None]


def test_a_reference_to_a_gazette_is_no_table_of_contents() -> None:
    assert judged("# Gesetz\n\nAusfertigungsdatum: 1939-06-15\nFundstelle: RGBl I: 1939, 1015, 1030", kind=["law"]) == [None]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{one.capitalize()} Act {1850 + 3 * k}" for k, one in enumerate(WORDS)],  # a schedule of repeals
        [f"Article L. {k}-{k + 1}" for k, _ in enumerate(WORDS, 12)],
        [f"{one.capitalize()} 1 {k}00" for k, one in enumerate(WORDS, 1)],  # salaries that lost their table
        [f"{one.capitalize()} {other}: {len(one)}" for one in WORDS for other in WORDS[:3]],
    ],
)
def test_years_longer_numbers_and_values_at_the_end_of_lines_are_no_table_of_contents(lines: list[str]) -> None:
    assert "contents" not in judged("\n".join(lines), "\n".join(lines), kind=["law", None])


def test_a_limit_may_hold_for_texts_of_no_known_language_alone(tmp_path: Path) -> None:
    table = tmp_path / "mine.toml"
    table.write_text('[few-words]\nwhy = "Nothing is known of it."\nword_count.below = { und = 1000 }\n')
    assert judged(LAW, LAW, table=str(table), without=(), language=["fr", None]) == [None, "few-words"]


def test_a_table_of_ones_own_decides_by_kind_and_language(tmp_path: Path) -> None:
    table = tmp_path / "mine.toml"
    table.write_text(
        '[bad-score]\nwhy = "Our classifier says so."\n'
        'score.below = { "*" = 0.5, law = 0.1, fr = 0.7, "law/fr" = 0.9, ocr = 0.2 }\n'
        "word_count = { above = 3, below = 1000 }\n"
    )
    rows: list[tuple[str | None, str | None, float | None, float | None]] = [
        ("law", "fr", None, 0.8),
        ("law", "de", None, 0.8),
        ("debate", "fr", None, 0.6),
        (None, None, None, 0.6),
        (None, None, None, 0.4),
        ("law", "fr", 0.9, 0.3),
        ("law", "fr", None, None),
    ]
    kinds, languages, confidences, scores = (list(column) for column in zip(*rows, strict=True))
    given = {"kind": kinds, "language": languages, "confidence": confidences, "score": scores}
    found = judged(*[LAW] * len(rows), table=str(table), without=(), **given)
    assert found == ["bad-score", None, "bad-score", None, "bad-score", None, None]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("", "holds no rule"),
        ("short = 3", "a rule is a table of conditions"),
        ("[short]\nword_count = { below = 5 }", "say why in one sentence"),
        ('[short]\nwhy = "Short."', "has no condition"),
        ('[short]\nwhy = "Short."\nword_count = 5', "`word_count` must say above or below what limit"),
        ('[short]\nwhy = "Short."\nword_count = { under = 5 }', "`word_count` must say above or below what limit"),
        (
            '[short]\nwhy = "Short."\nword_count = { below = { law = "5" } }',
            "the limit of `word_count` for `law` must be a number",
        ),
        ('[short]\nwhy = "Short."\nword_count = { below = {} }', "`word_count` has no limit"),
        ("[short", "is no table of thresholds"),
    ],
)
def test_a_wrong_table_is_refused_with_the_place_and_the_remedy(tmp_path: Path, toml: str, message: str) -> None:
    table = tmp_path / "table.toml"
    table.write_text(toml)
    with pytest.raises(RecipeError, match=message):
        load_rules(str(table))


def test_a_rule_that_is_not_in_the_table_cannot_be_left_out() -> None:
    with pytest.raises(RecipeError, match="there is no rule `menus`; known are: damaged"):
        stages()["drop_low_quality"].reads_of({"table": None, "without": ["menus"]})
