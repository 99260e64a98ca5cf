"""A release goes to a bucket, and with it what was taken back."""
