"""Files on disk, options, progress, and what is withdrawn."""
