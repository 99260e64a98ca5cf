"""Binds a model of another's trainer to the releases that it was trained on."""
