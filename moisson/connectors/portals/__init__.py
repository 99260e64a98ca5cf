"""Portals of open data: catalogues of data sets, each with its files."""
