"""What a release holds, in figures."""
