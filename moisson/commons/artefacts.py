"""What a commons decides on, as objects: a recipe, each of its sources, and its policies.

A source is what its file says (when its portal last answered is left out), and its own code where it is not one of Moisson's. A
policy is what a stage that judges rights or personal data was told. So an upgrade of Moisson needs no new decision, and whatever
changes what may go in does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from moisson.contracts.commons.bodies import ProposalKind
from moisson.contracts.identity import digest, pretty_json
from moisson.corpus.recipe import Recipe
from moisson.source.description import Source

POLICIES = ("require_rights", "mask_personal_data")  # the stages that say what may be published


@dataclass(frozen=True)
class Artefact:
    """Something that is proposed, by kind and name."""

    kind: ProposalKind
    name: str
    data: bytes

    @cached_property
    def sha256(self) -> str:
        return digest(self.data)


def artefacts(recipe: Recipe) -> Iterator[Artefact]:
    """What must be accepted before a recipe is built."""
    yield Artefact("recipe", recipe.name, recipe.toml)
    for source in recipe.sources:
        yield of_source(source)
    for bound in (*recipe.map_stages, *recipe.corpus_stages):
        if bound.stage.name in POLICIES:
            said = {"stage": bound.stage.name, "parameters": bound.identity["parameters"]}
            yield Artefact("policy", f"{recipe.name}/{bound.label}", pretty_json(said))


def of_source(source: Source) -> Artefact:
    """A source as an object."""
    said = source.description.model_dump(mode="json", by_alias=True, exclude={"last_seen_alive"}, exclude_unset=True)
    own = None if source.is_built_in or not source.has_own_reader else digest(source.own_code)
    return Artefact("source", source.name, pretty_json({"name": source.name, "source": said, "read_sha256": own}))
