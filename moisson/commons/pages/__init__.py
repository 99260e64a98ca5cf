"""The look that all pages share, of the viewer and of a commons: style, frame, words that every page says."""
