"""After a release is out: verify, trace, diff, export, withdraw."""
