"""The commands of a commons."""
