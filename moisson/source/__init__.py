"""Sources: who publishes a collection, by what right it may be used, how to fetch it."""
