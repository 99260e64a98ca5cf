"""Stores that list objects with digests: data sets of a hub, buckets."""
