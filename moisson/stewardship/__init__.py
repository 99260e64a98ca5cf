"""What is done with a release once it is out."""
