"""What a page's characters are: where they stand, what they mean, and what is filled in to forms."""
