"""What a harvest forgets of a withdrawn document."""
