"""Documents that describe a release to people and to catalogues."""
