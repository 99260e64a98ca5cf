"""The catalogue of a commons: what it released and trained, for portals that harvest, as files for any web server."""
