"""What one corpus is worth beside another to a model that learns from it, in bits per byte of text that neither has shown it."""
