"""What parliaments publish in formats of their own: debates, amendments, records."""
