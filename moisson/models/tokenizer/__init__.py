"""A tokenizer of a release's own: byte-level BPE, balanced by language, that every library encodes with alike."""
