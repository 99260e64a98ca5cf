"""OCR noise: broken text is told from good in every script; old spelling and other languages are none; the unknown is null."""

import random
from typing import Any

import pyarrow as pa
import pytest
from declared import DECLARED
from shared_data import shared
from small_source import SENTENCES

from moisson.corpus.stages.noise import measure_noise
from moisson.corpus.stages.thresholds import load_rules
from moisson.harvest.preview import read_files

GREEK = (
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με "
    "λογική και συνείδηση, και οφείλουν να συμπεριφέρονται μεταξύ τους με πνεύμα αδελφοσύνης. Κάθε άνθρωπος "
    "δικαιούται να επικαλείται όλα τα δικαιώματα και όλες τις ελευθερίες που προκηρύσσει η παρούσα Διακήρυξη, χωρίς "
    "καμία απολύτως διάκριση, ειδικότερα ως προς τη φυλή, το χρώμα, το φύλο, τη γλώσσα, τις θρησκείες, τις "
    "πολιτικές ή οποιεσδήποτε άλλες πεποιθήσεις."
)
BULGARIAN = (
    "Всички хора се раждат свободни и равни по достойнство и права. Те са надарени с разум и съвест и следва да се "
    "отнасят помежду си в дух на братство. Всеки човек има право на всички права и свободи, провъзгласени в тази "
    "Декларация, без никакви различия, основани на раса, цвят на кожата, пол, език, религия, политически или други "
    "възгледи, национален или социален произход, материално, обществено или друго положение."
)
THAI = "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิต่างมีเหตุผลและมโนธรรม " * 12
FRENCH = "\n".join(SENTENCES)
TEXTS = {"fr": FRENCH, "el": GREEK, "bg": BULGARIAN}
WEAK = ("br", "fo")  # little is known of them: they see errors, and less surely how many


def broken(text: str, share: float) -> str:
    """The text with so many of its letters replaced by others of it."""
    chance = random.Random(1)
    letters = sorted({char for char in text.lower() if char.isalpha()})
    return "".join(chance.choice(letters) if char.isalpha() and chance.random() < share else char for char in text)


def noise(text: str | None, language: str | None, **parameters: Any) -> tuple[float | None, float | None]:
    arrays = {"text": pa.array([text], pa.large_string()), "language": pa.array([language], pa.large_string())}
    found = measure_noise(**parameters)(pa.record_batch(arrays))
    return found["noise"].to_pylist()[0], found["noisy_share"].to_pylist()[0]


@pytest.mark.parametrize("language", TEXTS)
def test_noise_is_about_the_share_of_wrong_letters(language: str) -> None:
    clean, _ = noise(TEXTS[language], language)
    assert clean is not None and clean < 0.02
    for share in (0.1, 0.2):
        found, crowded = noise(broken(TEXTS[language], share), language)
        assert found is not None and crowded is not None
        assert share / 2 < found < share * 2
        assert crowded > 0.5


@pytest.mark.parametrize("language", DECLARED)
def test_a_law_in_a_language_of_few_texts_is_clean_and_its_errors_show(language: str) -> None:
    clean, _ = noise(DECLARED[language], language)
    assert clean is not None and clean < 0.03
    few, many = (noise(broken(DECLARED[language], share), language)[0] for share in (0.1, 0.3))
    assert few is not None and many is not None
    assert clean + 0.02 < few < many
    assert many > (0.09 if language in WEAK else 0.13)


@pytest.mark.parametrize("language", ["he", "ar", "ka", "hy", "hi"])
def test_each_script_is_judged_alone_wherever_it_stands(language: str) -> None:
    """A passage in a script of its own is no noise in a text of another, and its own noise shows there."""
    foreign = DECLARED[language]
    clean, _ = noise(f"{FRENCH}\n{foreign}", "fr")
    _, crowded = noise(f"{FRENCH}\n{broken(foreign, 0.3)}", "fr")
    assert clean is not None and clean < 0.02
    assert crowded is not None and crowded > 0.14


@pytest.mark.parametrize("language", [None, "und", "mul", ""])
def test_without_a_language_the_one_that_explains_the_text_counts_and_else_nothing(language: str | None) -> None:
    for text in TEXTS.values():
        found, _ = noise(text, language)
        assert found is not None and found < 0.02
    assert noise(THAI, language) == (None, None)
    assert noise(broken(FRENCH, 0.3), language) == (None, None)


def limit_of_ocr() -> float:
    (rule,) = (rule for rule in load_rules() if rule.name == "ocr-noise")
    (condition,) = rule.conditions
    return (condition.limit("ocr", None) or ("", 0.0))[1]


@pytest.mark.shared
def test_old_print_with_long_s_is_no_noise_and_well_below_the_limit() -> None:
    read = [found.text.text for found in read_files(shared("ocr-alto-gallica") / "data") if found.text]
    texts = [text for text in read if "ſ" in text]
    values = [value for value, _ in (noise(text, "fr") for text in texts) if value is not None]
    assert len(values) > 20
    assert max(values) < limit_of_ocr()


@pytest.mark.shared
def test_where_the_scan_of_a_bill_was_read_badly_shows() -> None:
    """Its first four fifths were typed again by someone, its end is as the machine read it; both seen by eye."""
    (found,) = read_files(shared("pdf-se-ferenda") / "data/test/files/repo/propriksdagen/parsed/1987-88/155.xhtml")
    assert found.text is not None
    typed, read = (noise(found.text.text[part], "sv") for part in (slice(0, 80_000), slice(84_000, None)))
    assert typed[0] is not None and typed[0] < 0.01
    assert read[0] is not None and read[0] > limit_of_ocr()


@pytest.mark.shared
def test_laws_and_debates_are_far_below_the_limit() -> None:
    for name, language in (("law-fi-legalize", "fi"), ("de-bundestag-txt", "de"), ("law-ee-legalize", "et")):
        documents = [found for found in read_files(shared(name) / "data") if found.text is not None]
        values = [noise(found.text.text, language)[0] for found in documents if found.text]
        over = [value for value in values if value is not None and value > limit_of_ocr()]
        assert len(over) <= len(values) / 100
