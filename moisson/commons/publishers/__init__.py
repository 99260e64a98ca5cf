"""What publishers get back: what became of their data, who reuses it, and what would let more of it be used."""
