"""The words of the catalogue as they are written: for correcting what a visitor types."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalogue.folding import fold
from index.french import tokens


class WordCounter:
    """Counts the words of texts: without accents, as most often written, how many times."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, texts: Iterable[str]) -> None:
        """Count the words of these texts; numbers, stop words and words of one or two letters do not count."""
        for text in texts:
            for token in tokens(text):
                word = re.split("['’]", token.word)[-1]
                if word.isalpha() and len(word) > 2:
                    self._counts[fold(word), word if word.isupper() else word.lower()] += 1

    def rows(self) -> list[dict[str, object]]:
        """One row a word: ``mot`` without accents, ``forme`` as most often written, ``nombre`` of times."""
        forms: dict[str, str] = {}
        totals: Counter[str] = Counter()
        for (folded, written), count in self._counts.most_common():
            forms.setdefault(folded, written)
            totals[folded] += count
        return [{"mot": folded, "forme": forms[folded], "nombre": totals[folded]} for folded in sorted(totals)]


class Words:
    """Nearest known words, compared without accents."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._forms: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        for row in rows:
            self._forms[row["mot"]], self._counts[row["mot"]] = row["forme"], row["nombre"]
        self._folded = list(self._forms)

    def nearest(self, word: str) -> str | None:
        """The known word nearest to this one, as it is written; of two as near, the more frequent.

        None for a word that is known, for a short or unknown one: one mistake is allowed in four letters, two in eight.
        """
        folded = fold(word)
        if folded in self._forms or len(folded) < 4:
            return None
        allowed = 2 if len(folded) >= 8 else 1
        near = process.extract(folded, self._folded, scorer=OSA.distance, score_cutoff=allowed, limit=20)
        best = min(near, key=lambda found: (found[1], -self._counts[found[0]]), default=None)
        return self._forms[best[0]] if best else None
