"""TEI: debates (ParlaMint, Parla-CLARIN) and literature."""
