"""Tables by rules, by shades and by white."""
