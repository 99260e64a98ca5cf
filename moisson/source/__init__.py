"""The description of a source: who publishes it, by what right, how to fetch it."""
