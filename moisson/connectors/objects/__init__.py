"""Stores that list their objects with digests: data sets of a hub, buckets."""
