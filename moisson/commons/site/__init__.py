"""The site of a commons: static pages made from its log, its releases and its models; the log stays the truth."""
