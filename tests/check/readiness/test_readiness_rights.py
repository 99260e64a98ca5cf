"""What files state of rights: recognised beyond doubt, or said not to be."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from town import DECISION

from moisson.check.readiness.reading import read
from moisson.connectors.licence_files import Stated, stated_in_file, verdict_of
from moisson.rights.marks import stated_by

MIT = "MIT License\n\nCopyright (c) 2024 Someone\n\nPermission is hereby granted, free of charge, to any person"
BSD = "Copyright (c) 2020, Someone\nAll rights reserved.\n\nRedistribution and use in source and binary forms, with or without"


@pytest.mark.parametrize(
    ("text", "of_rights", "stated"),
    [
        (
            "# LICENCE OUVERTE 2.0/OPEN LICENCE 2.0\n\nElle est compatible avec la licence CC BY 2.0.",
            True,
            Stated("open", "etalab-2.0"),
        ),
        ("Les données\n\nLicence : CC BY 4.0", False, Stated("open", "CC-BY-4.0")),
        ("Licence : CC BY-NC 4.0", False, Stated("closed", "CC-BY-NC-4.0")),
        (MIT, True, Stated("software", "MIT")),
        (BSD, True, Stated("software")),
        ("Licence : demandez-nous", False, Stated("unrecognised")),
        ("Ce dossier contient les délibérations.", False, None),
        ("Textes : licence CC BY 4.0\nCartes : licence ODbL", False, Stated("several")),
    ],
)
def test_a_file_beside_the_data_is_understood(text: str, of_rights: bool, stated: Stated | None) -> None:
    assert stated_in_file(text, of_rights) == stated


@pytest.mark.parametrize(
    ("body", "stated"),
    [
        (
            '<TEI><availability><licence target="http://creativecommons.org/licenses/by/4.0/">CC</licence></availability></TEI>',
            Stated("open", "CC-BY-4.0"),
        ),
        ("<r><dc:rights>Tous droits réservés</dc:rights></r>", Stated("closed", "LicenseRef-All-Rights-Reserved")),
        (
            '<html><a rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">x</a></html>',
            Stated("open", "CC0-1.0"),
        ),
        ("<html><p>La licence de pêche</p></html>", None),
        ("rights: CC BY 4.0", None),
    ],
)
def test_a_document_states_its_rights_in_the_marks_of_its_format(body: str, stated: Stated | None) -> None:
    assert verdict_of(stated_by(body.encode())) == stated


def keys(folder: Path) -> Sequence[tuple[str, int]]:
    return [(each.key, each.count) for each in read(folder).findings if each.topic == "rights"]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def test_a_licence_file_speaks_for_its_folder_and_those_below(tmp_path: Path) -> None:
    write(tmp_path, a__LICENSE="Licence Ouverte 2.0", a__x_txt=DECISION, a__b__y_txt=DECISION, c__z_txt=DECISION)
    assert keys(tmp_path) == [("rights-none", 1), ("rights-open", 3)]


def test_a_readme_that_only_speaks_of_licences_does_not_hide_the_licence_above_it(tmp_path: Path) -> None:
    readme = "Demandez à votre service juridique quelle licence choisir."
    write(tmp_path, LICENSE="CC BY 4.0", a__README_md=readme, a__x_txt=DECISION)
    assert keys(tmp_path) == [("rights-open", 3)]


def test_a_licence_for_programs_says_nothing_of_the_texts(tmp_path: Path) -> None:
    write(tmp_path, LICENSE=MIT, x_txt=DECISION)
    assert keys(tmp_path) == [("rights-of-software", 2)]
