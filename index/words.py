"""The words of the catalogue as they are written: for correcting what a visitor types and for marking it in texts."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from itertools import islice, takewhile
from math import ceil
from sys import intern
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalogue.folding import fold
from index.french import stem

MOST_NEAR = 3
# « fidèle », which no fiche says, has the five letters of « fidéliser »; with four, « coin » would be « coincer ».
SHORTEST_BASE = 5
SHORTEST_STEM = 5
# What may follow a word to make another: « mandat » and « mandature », but not « montage » and « montagne ».
_SUFFIXES = re.compile(
    "(?:abil|abl|air|al|ation|at|el|ement|er|et|eur|ibil|ibl|ic|ier|if|ion|ism|ist|is|it|iv|iz|ment|ur)+"
)


class Words:
    """Every word that is written somewhere, by term and by spelling without accents.

    Those of the thesaurus that are one word are known too, whether a fiche says them or not: « docteru » is
    « docteur », which brings « médecin ». ``places`` are names of places: « Corse », which no fiche says, is not
    « course ». ``french`` knows the other words of French, without accents. ``rows`` come the most frequent first.
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        thesaurus: Iterable[str] = (),
        places: Iterable[str] = (),
        french: Container[str] = (),
    ) -> None:
        self._french = french
        self._written: dict[str, tuple[str, ...]] = {}
        self._forms: dict[str, str] = {}
        self._terms: dict[str, tuple[str, ...]] = {}
        self._common: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        for row in rows:
            self._add(row["mot"], row["terme"], row["nombre"])
        for word in thesaurus:
            if word.isalpha() and fold(word) not in self._terms:
                self._add(word, stem(fold(word)), 0)
        self._folded, self._stems = sorted(self._terms), sorted(self._common)
        self._places = {word for name in places for word in re.findall(r"\w+", fold(name))}
        # By length: what is two mistakes away from a word has at most two letters more, or fewer.
        self._spelled: dict[int, list[str]] = {}
        for folded in self._forms:
            self._spelled.setdefault(len(folded), []).append(folded)

    def _add(self, word: str, term: str, count: int) -> None:
        # Four names of most words are the same text: it is kept once.
        word, term, folded, lower = map(intern, (word, term, fold(word), word.lower()))
        self._written[term] = tuple({*self._written.get(term, ()), lower})
        self._common.setdefault(term, word)
        if word.isalpha() and len(word) > 2:
            self._forms.setdefault(folded, word)
            self._counts[folded] += count
        self._terms[folded] = (*self._terms.get(folded, ()), term)

    def written(self, term: str) -> tuple[str, ...]:
        """Every word, in lower case, that gives this term."""
        return self._written.get(term, ())

    def beginning_with(self, start: str) -> list[str]:
        """The terms of the words that begin so, accents apart, in the order of these words."""
        at = bisect_left(self._folded, start)
        found = list[str]()
        while at < len(self._folded) and self._folded[at].startswith(start):
            found += self._terms[self._folded[at]]
            at += 1
        return list(dict.fromkeys(found))

    def nearest(self, word: str, finds: Callable[[str], bool] = bool) -> list[str]:
        """The known words nearest to this one, as they are most often written, best first; at most three, one a term.

        None for a number, for a place, for a word that is known or short. A word of the same family that begins with
        it is nearer than two letters mistyped, and farther than one; one that it begins with is the last. What French
        knows is not mistyped: « inondation » is no « innovation ». ``finds`` says whether a word finds something.
        """
        folded = re.split("'", fold(word))[-1]
        if self._counts[folded] or folded in self._places or len(folded) < 5 or folded.isnumeric():
            return []
        base = stem(folded)
        mistyped = folded not in self._french
        ways: tuple[Callable[[], list[str]], ...] = (
            lambda: self._mistyped(folded, 1) if mistyped else [],
            lambda: self._made_on(base),
            lambda: self._mistyped(folded, 2 + (len(folded) >= 12)) if mistyped and len(folded) >= 7 else [],
            lambda: self._made_of(base),
        )
        for way in ways:
            found: dict[str, str] = {}
            for near in way():
                if finds(near):
                    found.setdefault(stem(fold(near)), near)
            if found:
                return list(found.values())[:MOST_NEAR]
        return []

    def _mistyped(self, folded: str, allowed: int) -> list[str]:
        """The words that are this many mistakes away at most, only those with the fewest."""
        near = [
            (form, distance)
            for length in range(len(folded) - allowed, len(folded) + allowed + 1)
            for form, distance, _ in process.extract(
                folded, self._spelled.get(length, []), scorer=OSA.distance, score_cutoff=allowed, limit=20
            )
            if form != folded
        ]
        best = sorted(near, key=lambda found: (found[1], found[0][0] != folded[0], -self._counts[found[0]]))
        return [self._forms[form] for form, distance in best if distance == best[0][1]]

    def _made_on(self, base: str) -> list[str]:
        """The words that begin with this one, as « fidéliser » with « fidèle », the most frequent first."""
        if len(base) < SHORTEST_BASE:
            return []
        at = bisect_left(self._stems, base)
        near = takewhile(lambda term: term.startswith(base), islice(self._stems, at, None))
        return sorted((self._common[term] for term in near), key=lambda word: -self._counts[fold(word)])

    def _made_of(self, base: str) -> list[str]:
        """The longest word that this one begins with, as « mandat » in « mandature »."""
        shortest = max(SHORTEST_STEM, ceil(len(base) / 2))
        beginnings = (base[:length] for length in range(len(base) - 1, shortest - 1, -1))
        made = (start for start in beginnings if start in self._common and _SUFFIXES.fullmatch(base, len(start)))
        return [self._common[start] for start in made][:1]
