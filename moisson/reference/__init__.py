"""What the code says of itself: tables of stages, sources and connectors, JSON Schemas, pages, and files to start from."""
