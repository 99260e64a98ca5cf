"""A small source to test with: a folder of JSON Lines, a reader of a dozen lines, and a recipe over it.

The sentences are real: of the Code du travail (LEGI, Licence Ouverte 2.0), read in the data that the DILA publishes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from moisson.build import Built, build
from moisson.corpus.recipe import Recipe, load_recipe
from moisson.harvest.harvest import harvest
from moisson.harvest.snapshot import Snapshot
from moisson.readers.contract import File, Raw
from moisson.source.description import Source, load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace

SENTENCES = (
    "Les dispositions du présent livre sont applicables aux employeurs de droit privé ainsi qu'à leurs salariés.",  # L1111-1
    "Dans ce cas, la réintégration est de droit et le salarié est regardé comme n'ayant jamais cessé d'occuper son emploi.",
    "Les dommages et intérêts réparent l'entier préjudice résultant de la discrimination, pendant toute sa durée.",  # L1134-5
    "L'employeur prend en compte un objectif de suppression des écarts de rémunération entre les femmes et les hommes.",
    "L'employeur prend toutes dispositions nécessaires en vue de prévenir les agissements de harcèlement moral.",  # L1152-4
    "Le contrat de travail à durée indéterminée est la forme normale et générale de la relation de travail.",  # L1221-2
    "Toute clause attributive de juridiction incluse dans un contrat de travail est nulle et de nul effet.",  # L1221-5
    "Un registre unique du personnel est tenu dans tout établissement où sont employés des salariés.",  # L1221-13
    "La période d'essai peut être renouvelée une fois si un accord de branche étendu le prévoit.",  # L1221-21
    "Ces informations doivent présenter un lien direct et nécessaire avec l'évaluation de ses aptitudes.",  # L1222-2
    "Les méthodes et techniques d'évaluation des salariés doivent être pertinentes au regard de la finalité poursuivie.",
    "Le refus d'accepter un poste de télétravailleur n'est pas un motif de rupture du contrat de travail.",  # L1222-9
    "La salariée avertit l'employeur du motif de son absence et de la date à laquelle elle entend y mettre fin.",  # L1225-24
    "Le congé de paternité et d'accueil de l'enfant entraîne la suspension du contrat de travail.",  # L1225-35
    "Le salarié conserve le bénéfice de tous les avantages qu'il avait acquis avant le début du congé.",  # L1225-35-2
    "Tout licenciement pour motif personnel est motivé dans les conditions définies par le présent chapitre.",  # L1232-1
    "L'employeur qui envisage de licencier un salarié le convoque, avant toute décision, à un entretien préalable.",  # L1232-2
    "L'inexécution du préavis de licenciement n'a pas pour conséquence d'avancer la date à laquelle le contrat prend fin.",
    "La cessation de l'entreprise ne libère pas l'employeur de l'obligation de respecter le préavis.",  # L1234-7
    "Le contrat de travail à durée déterminée comporte un terme fixé avec précision dès sa conclusion.",  # L1242-7
    "La suspension du contrat de mission du salarié ne fait pas obstacle à l'échéance de ce contrat.",  # L1251-29
    "Toute entreprise de travail temporaire cessant ses activités en fait la déclaration à l'autorité administrative.",
    "Les registres du donneur d'ouvrage sont tenus à la disposition de l'inspection du travail.",  # R7413-2, shortened
    "Le port du casque de protection est obligatoire pour les travaux de démolition.",  # R4534-73
    "Il est interdit au bénéficiaire d'un congé légal d'accepter un travail rémunéré pendant ce congé.",  # R7213-13
    "L'affichage est assuré sur un panneau dont les indications sont lisibles de la voie publique.",  # R8221-1
    "Le mandat du directeur général est de quatre ans au terme desquels il peut être reconduit deux fois.",  # R7345-11
    "Le procès-verbal de dépouillement est signé de tous les membres du bureau de vote et établi en deux exemplaires.",
    "Les agents du système d'inspection du travail se prêtent aide et assistance dans l'exercice de leurs missions.",
    "Le silence gardé pendant plus de deux mois sur une demande de licence assortie d'un dossier complet vaut acceptation.",
)

NAME = "fr_essai_articles"
BREAK = "\n***\n"  # where the reader cuts one entry into several documents
UNREADABLE = "(illisible)"

READ = f'''"""One entry per line; what is between asterisks is a document of its own."""

from collections.abc import Iterator

import orjson

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Text

FACTS = ("url", "legal_state", "valid_from", "valid_to", "created", "publisher_version")


def split(file: File) -> Iterator[Raw]:
    for number, line in enumerate(file.data.splitlines(), 1):
        try:
            entry = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise DocumentError("json-malformed", f"{{file.path}}, line {{number}}: {{error}}") from None
        part_of = tuple(Container(id, title) for id, title in entry.get("part_of", ()))
        yield Raw(entry["id"], {{"text": entry["text"]}}, part_of=part_of, **{{name: entry.get(name) for name in FACTS}})


def read(content: bytes) -> Iterator[Text]:
    text = orjson.loads(content)["text"]
    if text.startswith("{UNREADABLE}"):
        raise DocumentError("unreadable", "the publisher marked it so")
    pieces = text.split({BREAK!r}) if text else []
    for number, piece in enumerate(pieces, 1):
        yield Text(piece, "jsonl", part=str(number) if len(pieces) > 1 else "")
'''

SOURCE_TOML = """
title = "Articles"
about = "Sentences of the Code du travail."
language = "fr"
publisher = { name = "DILA", url = "https://www.dila.premier-ministre.gouv.fr" }
legal_states = { VIGUEUR = "in-force", ABROGE = "repealed", VIGUEUR_DIFF = "future" }

[connector]
use = "folder"
path = "data"

[rights]
license = "etalab-2.0"
basis = "licence"
level = "asserted"
reason = "The DILA's page for this data set names the Licence Ouverte 2.0."
"""

# Every kind of stage, and none that costs a model.
STAGES: tuple[Mapping[str, Any], ...] = (
    {"use": "normalize_text"},
    {"use": "drop_short", "min_words": 8, "checkpoint": True},
    {"use": "mask_identifiers"},
    {"use": "require_rights"},
    {"use": "drop_exact_duplicates"},
)


@dataclass(frozen=True)
class Entry:
    """One entry as the publisher serves it; `facts` are what may change while the words stay."""

    id: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> str:
        return json.dumps({"id": self.id, "text": self.text, **self.facts}, ensure_ascii=False)


def entries(count: int) -> list[Entry]:
    """Entries of one sentence each, dated by day."""
    return [
        Entry(f"A{n:02}", SENTENCES[n % len(SENTENCES)], {"created": f"2024-01-{n + 1:02}", "legal_state": "VIGUEUR"})
        for n in range(count)
    ]


FATES = (  # of every fate that a document can be looked up by, and ids that are hard to look up
    *entries(3),
    Entry("bad", UNREADABLE),
    Entry("short", "Néant."),
    Entry("twin", SENTENCES[1], {"created": "2019"}),
    Entry("two", BREAK.join([SENTENCES[7], "Néant."])),
    Entry("with#hash", SENTENCES[8]),
)


def mixed() -> list[Entry]:
    """Documents of every fate: kept, unreadable, empty, short, several in one, a duplicate, one to be masked."""
    return [
        *entries(12),
        Entry("bad", UNREADABLE),
        Entry("none", ""),
        Entry("short", "Néant."),
        Entry("several", BREAK.join([SENTENCES[13], SENTENCES[14], "Néant."])),
        Entry("twin", SENTENCES[3].upper(), {"created": "2019", "legal_state": "ABROGE"}),
        Entry("contact", f"{SENTENCES[15]} Écrire à direction@example.org ou au 01 53 45 67 89."),
    ]


@dataclass(frozen=True)
class World:
    """A folder with the source, a recipe over it, and workspaces beside them."""

    root: Path

    @property
    def folder(self) -> Path:
        return self.root / "sources" / NAME

    @property
    def source(self) -> Source:
        return load_source(f"./sources/{NAME}", self.root)

    def raws(self, name: str, content: str) -> list[Raw]:
        """The documents that the reader finds in a file; it must refuse none."""
        found = list(self.source.reader.split(File(name, content.encode())))
        assert all(isinstance(piece, Raw) for piece in found)
        return [piece for piece in found if isinstance(piece, Raw)]

    def describe(self, more: str = "", *, toml: str = SOURCE_TOML, read: str = READ) -> None:
        """Write the source's description and reader; `more` is TOML put after it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "source.toml").write_text(toml + more, encoding="utf-8")
        (self.folder / "read.py").write_text(read, encoding="utf-8")

    def publish(self, *files: Sequence[Entry | str], names: Sequence[str] | None = None) -> None:
        """Replace what the publisher serves: one file for each sequence of entries, or of lines as they are."""
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        for old in data.iterdir():
            old.unlink()
        for name, lines in zip(names or [f"{n:02}.jsonl" for n in range(len(files))], files, strict=True):
            text = "".join((line.line if isinstance(line, Entry) else line) + "\n" for line in lines)
            (data / name).write_text(text, encoding="utf-8")

    def recipe_file(self, stages: Iterable[Mapping[str, Any]] = STAGES, head: str = "", name: str = "essai") -> Path:
        """Write a recipe; `head` is TOML put among its first lines. Without `require_rights` it is one for private use."""
        stages = list(stages)
        if "unlicensed" not in head and not any(stage.get("use") == "require_rights" for stage in stages):
            head += '\nunlicensed = "private"'
        lines = [f'name = "{name}"', 'version = "1"', 'title = "Essai"', head, "[[sources]]", f'use = "./sources/{NAME}"']
        for stage in stages:
            lines += ["[[stages]]", *(f"{key} = {json.dumps(value)}" for key, value in stage.items())]
        path = self.root / f"{name}.toml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def recipe(self, stages: Iterable[Mapping[str, Any]] = STAGES, head: str = "", name: str = "essai") -> Recipe:
        return load_recipe(self.recipe_file(stages, head, name))

    def options(self, out: str = "build", **how: Any) -> Options:
        return Options(Workspace(self.root / out), **how)

    def harvest(self, out: str = "build", *, accept_loss: bool = False, **how: Any) -> Snapshot:
        options = self.options(out, **how)
        with options.workspace.locked():
            return harvest(self.source, options, accept_loss=accept_loss)

    def build(self, out: str = "build", recipe: Recipe | None = None, *, accept_loss: bool = True, **how: Any) -> Built:
        return build(recipe or self.recipe(), self.options(out, **how), accept_loss=accept_loss)


def make_world(root: Path) -> World:
    """The source without data, and the usual recipe."""
    world = World(root)
    world.describe()
    world.publish()
    world.recipe_file()
    return world


def digests(release: Path) -> dict[str, str]:
    """The SHA-256 of every file of a release but the one that depends on the machine."""
    return {
        path.relative_to(release).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.name != "costs.json"
    }


def touched(root: Path) -> dict[str, tuple[int, int, int]]:
    """Every file under a folder with its inode, time and size: equal before and after means that nothing wrote there."""
    status = {path: path.stat() for path in sorted(root.rglob("*")) if path.is_file() and path.name != ".lock"}
    return {str(path.relative_to(root)): (s.st_ino, s.st_mtime_ns, s.st_size) for path, s in status.items()}


def texts() -> st.SearchStrategy[str]:
    """Texts of every fate: kept, short, empty, unreadable, several in one; few sentences, so that duplicates come up."""
    sentence = st.sampled_from(SENTENCES[:12])
    passage = st.lists(sentence, min_size=1, max_size=3).map(" ".join)
    several = st.lists(st.one_of(passage, st.just("Néant.")), min_size=2, max_size=3).map(BREAK.join)
    return st.one_of(passage, several, st.just(UNREADABLE), st.just(""), st.just("Article abrogé."))


def publications(max_size: int = 12) -> st.SearchStrategy[list[Entry]]:
    """What a publisher serves at one time: entries of different ids, some dated, in any order."""
    facts = st.fixed_dictionaries(
        {},
        optional={
            "created": st.sampled_from(["2019", "2024-01-15", "2025-06-30"]),
            "legal_state": st.sampled_from(["VIGUEUR", "ABROGE", "PERIME"]),
            "url": st.just("https://www.legifrance.gouv.fr/"),
        },
    )
    ids = st.sampled_from([f"A{n:02}" for n in range(2 * max_size)])
    return st.lists(st.builds(Entry, ids, texts(), facts), max_size=max_size, unique_by=lambda entry: entry.id)
