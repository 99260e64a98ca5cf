"""Schemas, stages, identity, signatures, errors. Imports no other room."""
