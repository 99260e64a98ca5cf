"""Characters to pieces of lines, and these to rows."""
