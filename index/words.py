"""The words of the catalogue as they are written: for correcting what a visitor types and for marking it in texts."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalogue.folding import fold


class Words:
    """Every word that is written somewhere, by term and by spelling without accents.

    ``names`` are those of places: what no fiche says of « Corse » is no mistake for « course ».
    """

    def __init__(self, rows: Iterable[Mapping[str, Any]], names: Iterable[str] = ()) -> None:
        self._written: dict[str, set[str]] = {}
        self._forms: dict[str, str] = {}
        self._terms: dict[str, list[str]] = {}
        self._counts: Counter[str] = Counter()
        for row in sorted(rows, key=lambda row: -row["nombre"]):
            word, folded = row["mot"], fold(row["mot"])
            self._written.setdefault(row["terme"], set()).add(word.lower())
            if word.isalpha() and len(word) > 2:
                self._forms.setdefault(folded, word)
                self._counts[folded] += row["nombre"]
            self._terms.setdefault(folded, []).append(row["terme"])
        self._folded = sorted(self._terms)
        self._names = {word for name in names for word in re.findall(r"\w+", fold(name))}
        # By length: what is two mistakes away from a word has at most two letters more, or fewer.
        self._spelled: dict[int, list[str]] = {}
        for folded in self._forms:
            self._spelled.setdefault(len(folded), []).append(folded)

    def written(self, term: str) -> set[str]:
        """Every word, in lower case, that gives this term."""
        return self._written.get(term, set())

    def beginning_with(self, start: str) -> list[str]:
        """The terms of the words that begin so, accents apart, in the order of these words."""
        at = bisect_left(self._folded, start)
        found = []
        while at < len(self._folded) and self._folded[at].startswith(start):
            found += self._terms[self._folded[at]]
            at += 1
        return list(dict.fromkeys(found))

    def nearest(self, word: str) -> list[str]:
        """The known words nearest to this one, as they are most often written, best first; at most three.

        None for a number, for a place, for a word that is known or short; one mistake is allowed in five letters, two
        in seven, three in twelve.
        """
        folded = re.split("'", fold(word))[-1]
        if folded in self._forms or folded in self._names or len(folded) < 5 or folded.isnumeric():
            return []
        allowed = 1 + (len(folded) >= 7) + (len(folded) >= 12)
        near = [
            found
            for length in range(len(folded) - allowed, len(folded) + allowed + 1)
            for found in process.extract(
                folded, self._spelled.get(length, []), scorer=OSA.distance, score_cutoff=allowed, limit=20
            )
        ]
        best = sorted(near, key=lambda found: (found[1], found[0][0] != folded[0], -self._counts[found[0]]))
        return [self._forms[found[0]] for found in best if found[1] == best[0][1]][:3]
