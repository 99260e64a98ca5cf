"""Dates, languages and licences as publishers write them come out in one form, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.readers.facts.stated import iso_date, language_code
from moisson.rights.licences import licence, table
from moisson.rights.resolve import licence_id, resolve


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024-03-01T10:00:00Z", "2024-03-01"),
        ("2024-03", "2024-03"),
        ("1932", "1932"),
        ("20060704", "2006-07-04"),
        ("26/10/2015", "2015-10-26"),
        ("1.2.1999", "1999-02-01"),
        ("12/31/2020", "2020-12-31"),
        ("hier", None),
        ("0000-00-00", None),
        ("2020-13-01", None),
        ("2024-02-30", None),
        ("20001234", None),
    ],
)
def test_dates(written: str, date: str | None) -> None:
    assert iso_date(written) == date


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("French", "fr"),
        ("FR", "fr"),
        ("fra_Latn", "fr"),
        ("fr-BE", "fr"),
        ("ger", "de"),
        ("Italiano", "it"),
        ("hsb", "hsb"),
        ("no", "no"),
        ("und", None),
        ("code", None),
        ("fr,en", None),
        ("", None),
    ],
)
def test_languages(written: str, code: str | None) -> None:
    assert language_code(written) == code


@pytest.mark.parametrize(
    ("stated", "license"),
    [
        ("CC-BY-SA-4.0", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0"),
        ("Creative Commons Attribution-ShareAlike 3.0", "CC-BY-SA-3.0"),
        ("https://creativecommons.org/licenses/by/3.0/de/", "CC-BY-3.0-DE"),
        ("Licence Ouverte / Open Licence version 2.0", "etalab-2.0"),
        ("CC0", "CC0-1.0"),
        ("MIT", "MIT"),
        ("CC-BY", "LicenseRef-CC-BY"),
        ("Public Domain", "LicenseRef-Public-Domain"),
        ("CC BY 4.0 or ODbL", "LicenseRef-CC-BY-4.0-or-ODbL"),
        ("© tous droits réservés", "LicenseRef-All-Rights-Reserved"),
        ("Conditions générales du portail", "LicenseRef-Conditions-g-n-rales-du-portail"),
        ("CC BY, sauf mention contraire", "LicenseRef-CC-BY-sauf-mention-contraire"),
        ("CC.BY?", "LicenseRef-CC.BY"),
        ("Other: open", "LicenseRef-Other-open-as-stated"),
    ],
)
def test_a_licence_is_an_spdx_id_only_where_there_is_no_doubt(stated: str, license: str) -> None:
    assert licence_id(stated) == license


@given(
    st.one_of(st.text(max_size=40), st.sampled_from(sorted(table())).map(lambda name: name.removeprefix("LicenseRef-") + " (?)"))
)
def test_words_that_do_not_resolve_never_make_the_id_of_a_licence_that_is_known(stated: str) -> None:
    assert licence(licence_id(stated)) is resolve(stated).licence
