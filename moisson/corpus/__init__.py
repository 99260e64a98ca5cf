"""From harvests to one corpus: the recipe, the map phase, the live rows, the stages."""
