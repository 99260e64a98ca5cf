"""A release in the records of other projects, so that their users read it with the readers they have. One file per record."""
