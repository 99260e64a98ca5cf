"""What a model has kept of its documents word for word."""
