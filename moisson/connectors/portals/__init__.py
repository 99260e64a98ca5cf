"""Open data portals: catalogues of data sets with files."""
