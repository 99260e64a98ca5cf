"""The built-in stages, a module for each question asked of a document. Each registers itself when imported."""
