"""A release of six documents, small enough to count by hand; its French texts are real."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from moisson.contracts.schemas import LEDGER, RELEASE
from moisson.release.inputs import Pack
from moisson.release.parquet import Table
from moisson.release.stats.stats import RecipeFacts, RunFacts, SourceFacts, StageFacts, Tally

LEGI = "fr_dila_legi"
PATHS = ("data/en/part-00000.parquet", "data/fr/part-00000.parquet", "ledger/part-00000.parquet")
FICHES = "fr_travail_fiches"
CODE = [{"id": "LEGITEXT000006072050", "title": "Code du travail"}]

OPEN_ASSERTED = {
    "license": "etalab-2.0",
    "basis": "licence",
    "level": "asserted",
    "reason": "The DILA's page for this data set names the Licence Ouverte 2.0.",
    "where": "https://www.data.gouv.fr/datasets/legi-codes-lois-et-reglements-consolides",
}
OPEN_SEEN = {
    "license": "etalab-2.0",
    "basis": "licence",
    "level": "portal",
    "stated": "Sauf mention contraire, les contenus sont proposés sous licence etalab-2.0",
    "where": "https://travail-emploi.gouv.fr/mentions-legales",
    "seen_at": "2026-03-01",
}
STATUTE = {"basis": "statute", "level": "statute", "reason": "Official texts are not protected."}


def document(source: str, name: str, text: str, words: int, rights: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A row of `schemas.RELEASE`; what is not said is null."""
    row: dict[str, Any] = dict.fromkeys(RELEASE.names)
    row |= {"id": f"{source}/{name}", "source": source, "text": text, "word_count": words, "language": "fr", "vanished": False}
    return row | {"rights": rights, "license": rights.get("license"), "version": name, "cluster_size": 1} | more


DOCUMENTS = [
    document(
        LEGI,
        "LEGIARTI000006900789",
        "Aucun salarié ne peut être sanctionné, licencié ou faire l'objet d'une mesure discriminatoire mentionnée à l'article"
        " L. 1132-1 en raison de l'exercice normal du droit de grève.",
        27,
        OPEN_ASSERTED,
        title="Code du travail, article L1132-2",
        url="https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000006900789",
        created="2008-05-01",
        legal_state="VIGUEUR",
        force="in-force",
        part_of=CODE,
        cluster_id="a",
    ),
    document(
        LEGI,
        "LEGIARTI000006900790",
        "Aucun salarié ne peut être sanctionné, licencié ou faire l'objet d'une mesure discriminatoire pour avoir témoigné des"
        " agissements définis aux articles L. 1132-1 et L. 1132-2 ou pour les avoir relatés.",
        31,
        OPEN_ASSERTED,
        title="Code du travail, article L1132-3",
        created="2008-05-01",
        legal_state="VIGUEUR",
        force="in-force",
        part_of=CODE,
        cluster_id="b",
    ),
    document(
        LEGI,
        "LEGIARTI000033957410",
        "Dans toute entreprise employant au moins trois cents salariés et dans toute entreprise spécialisée dans le recrutement,"
        " les employés chargés des missions de recrutement reçoivent une formation à la non-discrimination à l'embauche au moins"
        " une fois tous les cinq ans.",
        40,
        OPEN_ASSERTED,
        title="Code du travail, article L1131-2",
        created="2017-01-29",
        legal_state="VIGUEUR_DIFF",
        force="future",
        part_of=CODE,
        cluster_id="c",
    ),
    document(
        FICHES,
        "article375542",
        "Chaque syndicat représentatif dans une entreprise ou un établissement d'au moins 50 salariés peut désigner un"
        " délégué syndical (DS).\n\nContact : [courriel]",
        22,
        OPEN_SEEN,
        title="Les délégués syndicaux | <DS>",
        url="https://travail-emploi.gouv.fr/les-delegues-syndicaux",
        masked=[{"kind": "email", "count": 2}, {"kind": "phone", "count": 1}],
        created="2025-11-13",
        cluster_id="d",
    ),
    document(
        FICHES,
        "article100977",
        "La période d'essai permet à l'employeur d'évaluer les compétences du salarié dans son travail, notamment au regard de"
        " son expérience, et au salarié d'apprécier si les fonctions occupées lui conviennent.",
        30,
        OPEN_SEEN,
        title="La période d'essai",
        url="https://travail-emploi.gouv.fr/la-periode-dessai",
        masked=[{"kind": "email", "count": 1}],
        created="2025-09-25",
        cluster_id="e",
        cluster_size=3,
    ),
    document(
        FICHES,
        "article100978",
        "A trial period lets the employer assess the skills of the employee.",
        12,
        STATUTE,
        title="The trial period",
        reservation=[{"protocol": "robots.txt", "value": "Disallow: /"}],
        language="en",
        vanished=True,
    ),
]

KEPT = f'{{"kept":"{FICHES}/article100977"}}'
DROPPED = [
    (f"{FICHES}/fiches.json!3", "split", "json-malformed", "line 1, column 12"),
    (f"{FICHES}/article100982", "extract", "extract:empty", None),
    (f"{LEGI}/LEGIARTI000006900785", "drop_short", "under-20-words", "12 words"),
    (f"{LEGI}/LEGIARTI000006900786", "drop_short", "under-20-words", "9 words"),
    (f"{FICHES}/article100979", "drop_near_duplicates", "duplicate:near", KEPT),
    (f"{FICHES}/article100980", "drop_near_duplicates", "duplicate:near", KEPT),
]

RELEASED = pa.Table.from_pylist(DOCUMENTS, schema=RELEASE)
LEDGERED = pa.Table.from_pylist(
    [{"id": id, "version": "", "stage": stage, "reason": reason, "detail": detail} for id, stage, reason, detail in DROPPED],
    schema=LEDGER,
)

FACTS = RunFacts(
    release="1-0123456789ab",
    recipe=RecipeFacts(
        name="fr-droits-travail",
        version="1",
        title="French labour law and public guidance",
        description="The Code du travail and the ministry's own explanations.",
        as_of="2026-03-27",
        vanished="flag",
        contact="donnees@example.org",
    ),
    sources=[
        SourceFacts(
            name=LEGI,
            title="LEGI: consolidated codes",
            about="Articles of the French codes.",
            publisher={"name": "DILA", "url": "https://www.dila.premier-ministre.gouv.fr"},
            republisher={"name": "SocialGouv", "url": "https://github.com/SocialGouv"},
            rights=OPEN_ASSERTED,
            origin={"package": "@socialgouv/legi-data", "version": "2.513.0", "integrity": "sha512-abc"},
            found=5,
            same_id=1,
            updated="2026-03-27",
        ),
        SourceFacts(
            name=FICHES,
            title="Fiches of the labour ministry",
            about="Practical sheets.",
            publisher={"name": "Ministère du Travail", "url": "https://travail-emploi.gouv.fr"},
            rights=OPEN_SEEN,
            found=5,  # article100977 and article100978 were read from one sheet
        ),
    ],
    stages=[
        StageFacts(
            "drop_short", 1, {"min_words": 20}, "map", "Drop documents of fewer than `min_words` words.", rows_in=10, dropped=2
        ),
        StageFacts("mask_identifiers", 2, {}, "map", "Mask what names a person directly.", rows_in=8, dropped=0),
        StageFacts(
            "drop_near_duplicates", 1, {"policy": "representative"}, "corpus", "Keep one of each group of near-duplicates."
        ),
    ],
)


def tally(batch_rows: int = 1_000) -> Tally:
    """The small release and its ledger, counted in batches of so many rows."""
    counts = Tally()
    for batch in RELEASED.to_batches(max_chunksize=batch_rows):
        counts.add(batch)
    for batch in LEDGERED.to_batches(max_chunksize=batch_rows):
        counts.ledger(batch)
    return counts


def packed(stats: dict[str, Any], paths: Sequence[str] = PATHS) -> Pack:
    """Figures with Parquet files of these paths, as a release's documents see them."""
    tables = (Table(path, 1000 + place, f"{place:064x}", 3) for place, path in enumerate(sorted(paths)))
    return Pack(stats, RELEASE, tuple(tables))
