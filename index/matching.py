"""Which fiches answer the clauses of a question, and their scores."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial, reduce
from math import ceil, log1p
from typing import Any, NamedTuple, Protocol

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
# Bytes of the answers that are kept, and those that keeping one takes besides its arrays.
KEPT, KEEPING = 4 << 20, 1 << 10
# Terms of a clause whose answer is kept: « a* », which is thousands, or a long quotation would take more than it.
MOST_TERMS = 16


class Searched(Protocol):
    """What holds the terms of some texts, field by field: slot s is the field of rank s % F of the text s // F."""

    fields: list[str]

    def get(self, term: str, /) -> tuple[Slots, Scores]:
        """The slots that hold a term, in increasing order, and its score in each."""

    def side_by_side(self, terms: tuple[str, ...], /) -> Slots:
        """The slots where these terms follow one another, in increasing order."""


class Answer(NamedTuple):
    """What a clause adds to the score of each text, and which texts answer it."""

    scores: NDArray[np.float64]
    held: NDArray[np.bool_]


@dataclass(frozen=True)
class Matched:
    """Which texts answer a question, with what scores; the words that none of these holds."""

    kept: NDArray[np.bool_]
    scores: NDArray[np.float64]
    abandoned: tuple[str, ...] = ()


class Matcher:
    """Finds which of some texts, fiches or real cases, answer a question.

    Words come back more than questions do, and what answers them never changes: the last answers are kept.
    """

    def __init__(self, postings: Searched, texts: int) -> None:
        self._postings = postings
        self._texts = texts
        # Not a method: one that this object keeps would hold it in memory when its generation is no longer served.
        self._answer = lru_cache(KEPT // (KEEPING + 9 * texts))(partial(_work_out, postings, texts))

    def match(self, question: Interpretation) -> Matched:
        """The texts that answer enough words of the required clauses; when there is none, those that answer the most.

        A question of exclusions alone keeps every other text.
        """
        clauses = question.clauses
        required = [clause for clause in clauses if not clause.soft and not clause.excluded]
        allowed = np.ones(self._texts, bool)
        for clause in clauses:
            if clause.excluded:
                allowed &= ~self.answer(clause).held
        if not required:
            return Matched(allowed & any(clause.excluded for clause in clauses), np.zeros(self._texts))
        answers = [self.answer(clause) for clause in required]
        for clause, answer in zip(required, answers, strict=True):
            if clause.quoted and np.any(allowed & answer.held):
                allowed &= answer.held
        held, scores = np.zeros(self._texts, np.int64), np.zeros(self._texts)
        for clause, answer in zip(required, answers, strict=True):
            held += clause.words * answer.held
            scores += answer.scores
        for clause in clauses:
            if clause.soft:
                scores += SOFT_WEIGHT * self.answer(clause).scores
        held *= allowed
        count = sum(clause.words for clause in required)
        every = len(required) <= ALL_WORDS_UP_TO and not question.sentence
        enough = count if every else min(ENOUGH_WORDS, ceil(count * SHARE_OF_WORDS))
        kept = held >= max(1, min(int(held.max(initial=0)), enough))
        scores *= kept * (held / count)
        if len(question.phrase) > 1:
            scores *= self._phrase_bonus(question.phrase)
        abandoned = [
            clause.typed for clause, answer in zip(required, answers, strict=True) if not np.any(answer.held & kept)
        ]
        return Matched(kept, scores, tuple(abandoned) if np.any(kept) else ())

    def answer(self, clause: Clause) -> Answer:
        """What answers one clause, less when many texts do."""
        terms = sum(len(alternative.terms) for alternative in clause.alternatives)
        return (self._answer if terms <= MOST_TERMS else self._answer.__wrapped__)(clause.alternatives)

    def _phrase_bonus(self, phrase: tuple[str, ...]) -> NDArray[np.float64]:
        """What multiplies the score of each text for holding the whole question word for word, by its best field."""
        bonus = np.ones(self._texts)
        slots = self._postings.side_by_side(phrase)
        by_field = np.array([PHRASE_BONUS.get(field, PHRASE_BONUS_ELSEWHERE) for field in self._postings.fields])
        np.maximum.at(bonus, slots // len(by_field), by_field[slots % len(by_field)])
        return bonus


def _work_out(postings: Searched, texts: int, alternatives: tuple[Alternative, ...]) -> Answer:
    scores = score(postings, alternatives, texts)
    held = scores > 0
    scores *= _specificity(int(np.count_nonzero(held)), texts)
    scores.flags.writeable = held.flags.writeable = False  # many questions will read them
    return Answer(scores, held)


def score(postings: Searched, alternatives: Iterable[Alternative], texts: int) -> NDArray[np.float64]:
    """The score of each text for the best of some alternatives."""
    scores = (_score(postings, alternative, texts) for alternative in alternatives)
    return reduce(np.maximum, scores, np.zeros(texts))


def _specificity(holders: int, texts: int) -> float:
    """What multiplies the score of a clause that so many texts answer."""
    idf = log1p((texts - holders + 0.5) / (holders + 0.5)) / log1p(2 * texts + 1)
    return float(idf**SPECIFICITY)


def _score(postings: Searched, alternative: Alternative, texts: int) -> NDArray[np.float64]:
    near = postings.side_by_side(alternative.terms) if alternative.side_by_side else None
    shares: list[Any] = []
    for term in alternative.terms:
        slots, scores = postings.get(term)
        if near is not None:
            slots, scores = near, scores[np.searchsorted(slots, near)]
        shares.append(np.bincount(slots // len(postings.fields), scores, texts))
    total: NDArray[np.float64] = reduce(np.add, shares) * alternative.weight
    if len(shares) > 1:
        total[reduce(np.minimum, shares) == 0] = 0
    return total
