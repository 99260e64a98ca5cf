"""Git repositories, at a commit or with their history."""
