"""The sources that come with Moisson: one folder for each collection of a public body."""
