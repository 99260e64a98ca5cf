"""Files on this machine, and archives."""
