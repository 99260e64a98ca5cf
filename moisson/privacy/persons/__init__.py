"""Names of persons, found by what stands around them, each with what the person is in the document."""

from moisson.privacy.persons.finder import Persons

__all__ = ["Persons"]
