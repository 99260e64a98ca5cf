"""The public summary of a model's training content that Article 53(1)(d) of the AI Act asks of its provider."""
