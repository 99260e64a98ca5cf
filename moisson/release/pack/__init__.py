"""The documents that explain a release to people and to catalogues."""
