"""The ground: schemas, stages, identity, signatures, errors. Imports nothing of Moisson's."""
