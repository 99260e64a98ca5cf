"""From release to model: tokenizers, tokens that keep their documents' names, training, and what a corpus is worth."""
