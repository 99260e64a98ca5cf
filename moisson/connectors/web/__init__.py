"""The web client that every connector shares: polite and safe."""
