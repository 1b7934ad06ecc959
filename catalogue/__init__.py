"""What a fiche says: content, vocabulary and rules. Knows nothing of search or web."""
