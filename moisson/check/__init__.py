"""What can be said before a build: of files, recipes and sources."""
