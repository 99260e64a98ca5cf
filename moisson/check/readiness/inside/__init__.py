"""Code that runs in a guarded process, since it parses untrusted files."""
