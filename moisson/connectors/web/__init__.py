"""The web, politely and safely: one client for every connector that asks a far host."""
