"""From a published format to text: one file per family of formats."""
