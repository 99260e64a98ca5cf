"""Personal data in text: what finds it, what decides whether it is masked, and what stands in its place."""
