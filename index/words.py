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

    def nearest(self, word: str) -> list[str]:
        """The known words nearest to this one, as they are written, best first; at most three.

        None for a word that is known or short; one mistake is allowed in five letters, two in seven, three in twelve.
        """
        folded = re.split("'", fold(word))[-1]
        if folded in self._forms or len(folded) < 5:
            return []
        allowed = 1 + (len(folded) >= 7) + (len(folded) >= 12)
        near = process.extract(folded, self._folded, scorer=OSA.distance, score_cutoff=allowed, limit=20)
        best = sorted(near, key=lambda found: (found[1], found[0][0] != folded[0], -self._counts[found[0]]))
        return [self._forms[found[0]] for found in best if found[1] == best[0][1]][:3]
