"""How a fiche is found: SQLite and Whoosh, built from the catalogue. Knows nothing of Flask."""
