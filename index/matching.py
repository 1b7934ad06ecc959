"""Which fiches answer the clauses of a question, and their scores."""

from dataclasses import dataclass
from functools import reduce
from math import ceil, log1p
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.interpretation import Alternative, Clause, Interpretation
from index.postings import Scores, Slots

# « guichet unique »: two keywords must both be there. Of more, or in a sentence, two in five are enough, or it would
# find only what happens to say all its words; what says more of them comes first, as the score is shared by the words
# found. Of a story, three: « on voudrait tout installer au rez-de-chaussée de l'hôtel de ville, avec des agents
# capables de répondre à tout » has eight, and no fiche needs to hold four of them.
ALL_WORDS_UP_TO = 2
SHARE_OF_WORDS = 0.4
ENOUGH_WORDS = 3
# « prévenir les risques dans les services » : what most fiches say tells little. BM25 knows it field by field, where a
# common word may be rare in titles; this root of its usual idf (Robertson and Zaragoza, 2009, as a share of that of a
# word that no fiche says) knows it of whole fiches.
SPECIFICITY = 0.2
# « mettre en place un portail » : what says « mettre » too comes first, by little.
SOFT_WEIGHT = 0.5
# « mairie en ligne » : the fiche that is also called so comes before those that speak of a mairie and of a ligne.
PHRASE_BONUS = {"titre": 1.5, "aussi_appele": 1.5, "etiquettes": 1.5}
PHRASE_BONUS_ELSEWHERE = 1.15


class Searched(Protocol):
    """What holds the terms of some texts, field by field: slot s is the field of rank s % F of the text s // F."""

    fields: list[str]

    def get(self, term: str, /) -> tuple[Slots, Scores]:
        """The slots that hold a term, in increasing order, and its score in each."""

    def side_by_side(self, terms: tuple[str, ...], /) -> Slots:
        """The slots where these terms follow one another, in increasing order."""


@dataclass(frozen=True)
class Matched:
    """Which fiches of the generation answer, with what scores; the words that none of these holds."""

    kept: NDArray[np.bool_]
    scores: NDArray[np.float64]
    abandoned: tuple[str, ...] = ()


def match(postings: Searched, question: Interpretation, fiches: int) -> Matched:
    """The fiches that answer enough words of the required clauses; when there is none, those that answer the most.

    A question of exclusions alone keeps every other fiche.
    """
    clauses = question.clauses
    required = [clause for clause in clauses if not clause.soft and not clause.excluded]
    allowed = np.ones(fiches, bool)
    for clause in clauses:
        if clause.excluded:
            allowed &= score(postings, clause, fiches) == 0
    if not required:
        return Matched(allowed & any(clause.excluded for clause in clauses), np.zeros(fiches))
    answers = [_specific(score(postings, clause, fiches)) for clause in required]
    for clause, answer in zip(required, answers, strict=True):
        if clause.quoted and np.any(allowed & (answer > 0)):
            allowed &= answer > 0
    held = np.zeros(fiches, np.int64)
    for clause, answer in zip(required, answers, strict=True):
        held += clause.words * (allowed & (answer > 0))
    count = sum(clause.words for clause in required)
    every = len(required) <= ALL_WORDS_UP_TO and not question.sentence
    enough = count if every else min(ENOUGH_WORDS, ceil(count * SHARE_OF_WORDS))
    kept = held >= max(1, min(int(held.max(initial=0)), enough))
    soft = [SOFT_WEIGHT * _specific(score(postings, clause, fiches)) for clause in clauses if clause.soft]
    total = np.sum([*answers, *soft], axis=0) * (held / count) * _phrase_bonus(postings, question.phrase, fiches)
    abandoned = [clause.typed for clause, answer in zip(required, answers, strict=True) if not np.any(answer[kept])]
    return Matched(kept, np.where(kept, total, 0), tuple(abandoned) if np.any(kept) else ())


def score(postings: Searched, clause: Clause, fiches: int) -> NDArray[np.float64]:
    """The score of each fiche for one clause: that of its best alternative."""
    scores = (_score(postings, alternative, fiches) for alternative in clause.alternatives)
    return reduce(np.maximum, scores, np.zeros(fiches))


def _specific(answer: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a clause adds to the score of each fiche, less when many of them answer it."""
    fiches, holders = len(answer), np.count_nonzero(answer)
    idf = log1p((fiches - holders + 0.5) / (holders + 0.5)) / log1p(2 * fiches + 1)
    return answer * float(idf**SPECIFICITY)


def _score(postings: Searched, alternative: Alternative, fiches: int) -> NDArray[np.float64]:
    near = postings.side_by_side(alternative.terms) if alternative.side_by_side else None
    shares: list[Any] = []
    for term in alternative.terms:
        slots, scores = postings.get(term)
        if near is not None:
            slots, scores = near, scores[np.searchsorted(slots, near)]
        shares.append(np.bincount(slots // len(postings.fields), scores, fiches))
    total: NDArray[np.float64] = reduce(np.add, shares) * alternative.weight
    if len(shares) > 1:
        total[reduce(np.minimum, shares) == 0] = 0
    return total


def _phrase_bonus(postings: Searched, phrase: tuple[str, ...], fiches: int) -> NDArray[np.float64]:
    """What multiplies the score of each fiche for holding the whole question word for word, by its best field."""
    bonus = np.ones(fiches)
    if len(phrase) > 1:
        slots = postings.side_by_side(phrase)
        by_field = np.array([PHRASE_BONUS.get(field, PHRASE_BONUS_ELSEWHERE) for field in postings.fields])
        np.maximum.at(bonus, slots // len(by_field), by_field[slots % len(by_field)])
    return bonus
