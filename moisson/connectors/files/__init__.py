"""Files on this machine, and archives in any of them."""
