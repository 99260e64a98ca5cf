"""The page by which anyone asks: one HTML file a language, without JavaScript, with a form that makes a mail."""

import sqlite3
from html import escape
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from moisson.commons.desk.form import fields_of, known_kinds
from moisson.commons.desk.grounds import LANGUAGES
from moisson.commons.desk.settings import Settings, settings
from moisson.commons.desk.words import WORDS, counted
from moisson.contracts.disk import beside, disk

CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action mailto:"


def write_pages(connection: sqlite3.Connection, to: Path) -> list[Path]:
    """Write `ask.en.html` and the others into a folder. Raises UserError where the desk does not know who it writes for."""
    by = settings(connection)
    with disk(to):
        to.mkdir(parents=True, exist_ok=True)
    paths = []
    for language in LANGUAGES:
        paths.append(to / f"ask.{language}.html")
        with beside(paths[-1]) as temporary:
            temporary.write_text(page(by, language), encoding="utf-8")
    return paths


def page(by: Settings, language: str) -> str:
    """The page in a language."""
    words = WORDS[language]["page"]
    said = {
        "proof": counted("days", by.keep_proof_days, language),
        "keep": counted("days", by.keep_days, language),
        **{name: str(getattr(by, name)) for name in ("body", "address", "mail", "dpo", "authority")},
    }

    def say(name: str) -> str:
        return escape(str(words[name]).format(**said))

    privacy = ["privacy_who", *(["privacy_dpo"] if by.dpo else []), "privacy_why", "privacy_keep", "privacy_rights"]
    tongues = "".join(
        f'<li><a href="ask.{each}.html" lang="{each}" hreflang="{each}"{" aria-current=page" if each == language else ""}>'
        f"{escape(WORDS[each]['page']['language'])}</a></li>"
        for each in LANGUAGES
    )
    style = files("moisson.commons").joinpath("plain.css").read_text("utf-8")
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{CSP}">
<title>{say("title")} · {escape(by.body)}</title>
<style>
{style}</style>
</head>
<body>
<a class="skip" href="#form">{say("skip")}</a>
<header><p class="body">{escape(by.body)}</p><nav aria-label="{say("languages")}"><ul>{tongues}</ul></nav></header>
<main>
<h1>{say("title")}</h1>
<p class="lead">{say("lead")}</p>
<h2>{say("how")}</h2>
<ol>{"".join(f"<li>{say(name)}</li>" for name in ("how_1", "how_2", "how_3"))}</ol>
<h2 id="form">{say("form")}</h2>
{_form(by, language)}
<h2 id="privacy">{say("privacy")}</h2>
{"".join(f"<p>{say(name)}</p>" for name in privacy)}
</main>
</body>
</html>
"""


def _form(by: Settings, language: str) -> str:
    words, names = WORDS[language]["page"], fields_of(language)

    def say(name: str) -> str:
        return escape(str(words[name]))

    def hint(name: str) -> str:
        return f'<p class="hint" id="{name}">{say(name)}</p>'

    def named(field: str) -> str:
        return f'id="f-{field}" name="{escape(names[field])}"'

    options = "".join(f"<option>{escape(said)}</option>" for said in known_kinds(language).values())
    subject = quote(str(words["title"]))
    lines = "\n".join(f"{name}=" for name in names.values())
    to = f"mailto:{quote(by.mail, safe='@')}?subject={subject}"
    return f"""<form action="{to}" method="post" enctype="text/plain" accept-charset="utf-8">
<p><label for="f-kind">{say("kind")}</label><select {named("kind")} required>{options}</select></p>
<fieldset aria-describedby="which_hint"><legend>{say("which")}</legend>{hint("which_hint")}
<p><label for="f-address">{say("address")}</label><input {named("address")} type="url" placeholder="https://…"></p>
<p><label for="f-id">{say("id")}</label><input {named("id")} autocomplete="off" spellcheck="false"></p>
<p><label for="f-passage">{say("passage")}</label><textarea {named("passage")} rows="3"></textarea></p>
</fieldset>
<p><label for="f-name">{say("name")}</label><input {named("name")} autocomplete="name" aria-describedby="name_hint"></p>
{hint("name_hint")}
<p><label for="f-why">{say("why")}</label><textarea {named("why")} rows="6" aria-describedby="why_hint"></textarea></p>
{hint("why_hint")}
<p class="hint">{say("proof")}</p>
<p><button type="submit">{say("send")}</button></p>
</form>
<p>{escape(str(words["without"]).format(mail=by.mail))}</p>
<pre>{escape(lines)}</pre>
"""
