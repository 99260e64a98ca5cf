"""controller.toml: what only the controller can say, with a blank for each question that the file leaves open."""

import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from moisson.commons.desk.grounds import LANGUAGES
from moisson.commons.gdpr.paper import Statement
from moisson.contracts.disk import beside, disk
from moisson.contracts.errors import UserError
from moisson.contracts.validation_text import meant

CONTROLLER = "controller.toml"
QUESTIONS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    files("moisson.commons.gdpr").joinpath("controller.toml").read_text("utf-8")
)
Answers = Mapping[str, str | Mapping[str, str]]


def read_answers(path: Path) -> Answers:
    """The answers in a controller.toml: a text for all languages, or one each; blanks are left out.

    Raises UserError for a field that there is not, or no text.
    """
    if not path.is_file():
        return {}
    with disk(path):
        data = path.read_bytes()
    try:
        said = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not TOML: {error}; correct it.") from None
    found: dict[str, str | Mapping[str, str]] = {}
    for name, answer in said.items():
        if name not in QUESTIONS:
            raise UserError(f"{path}: there is no field `{name}`; {meant(name, QUESTIONS)}")
        texts = answer if isinstance(answer, dict) else {"en": answer}
        if not all(language in LANGUAGES and isinstance(text, str) for language, text in texts.items()):
            raise UserError(f'{path}: `{name}` is a text, or one a language: {name} = {{ en = "…", fr = "…", de = "…" }}.')
        if isinstance(answer, str):
            found |= {name: answer.strip()} if answer.strip() else {}
        elif kept := {language: text.strip() for language, text in texts.items() if text.strip()}:
            found[name] = kept
    return found


def write_blanks(path: Path, open_fields: Iterable[str], answers: Answers) -> None:
    """Write controller.toml with what was answered and a blank for what was not. Raises StorageError."""
    blank = set(open_fields)
    lines = [
        "# What only the controller can say. Fill in the blanks, then run `moisson commons gdpr` again. An answer is a text,"
    ]
    lines.append('# or one for each language of the notice: purposes = { en = "…", fr = "…", de = "…" }')
    for name, question in QUESTIONS.items():
        if name in answers:
            lines += ["", f"{name} = {_written(answers[name])}"]
        elif name in blank:
            lines += ["", *(f"# {question[language]}" for language in LANGUAGES), f"# {question['hint']}", f'{name} = ""']
    with beside(path) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")


def answered(answers: Answers, name: str, language: str) -> Statement:
    """The controller's answer in a language, or the question, left open."""
    said = answers.get(name, "")
    text = said if isinstance(said, str) else said.get(language, "")
    return Statement("controller", text, place=name) if text else Statement("open", QUESTIONS[name][language], place=name)


def _written(answer: str | Mapping[str, str]) -> str:
    if isinstance(answer, str):
        return _quoted(answer)
    return "{ " + ", ".join(f"{language} = {_quoted(text)}" for language, text in answer.items()) + " }"


def _quoted(text: str) -> str:
    said = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{said}"'
