"""What a visitor typed, as clauses: no grammar, so nothing can be a syntax error."""

import re
import unicodedata
from dataclasses import dataclass

from catalogue.folding import fold
from index.french import tokens

MAX_CHARACTERS = 300
MAX_CLAUSES = 24

_PART = re.compile(r'(-)?"([^"]*)"?|(-)?([^\s"]+)')
_OPERATORS = frozenset({"ET", "OU", "AND", "OR", "NOT"})


@dataclass(frozen=True)
class Clause:
    """One word or quoted phrase: a fiche answers it by any alternative, a sequence of terms that must be adjacent."""

    typed: str
    alternatives: tuple[tuple[str, ...], ...]
    prefix: bool = False
    excluded: bool = False

    @property
    def terms(self) -> frozenset[str]:
        """Every term that can make a fiche answer."""
        return frozenset(term for terms in self.alternatives for term in terms)


def read_question(text: str) -> list[Clause]:
    """The clauses of a search text: words, "phrases", -exclusions and prefixes*; never an error.

    Stop words are let go, unless there is nothing else.
    """
    clauses = _clauses(text, stop_words=False)
    wanted = [clause for clause in clauses if not clause.excluded]
    return clauses if wanted else clauses + _clauses(text, stop_words=True)


def _clauses(text: str, stop_words: bool) -> list[Clause]:
    text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text[:MAX_CHARACTERS])
    clauses: list[Clause] = []
    for part in _PART.finditer(text):
        quoted, excluded = part[2] is not None, bool(part[1] or part[3])
        words = part[2] if quoted else part[4]
        if not quoted and words in _OPERATORS:
            continue
        if quoted:
            clauses += _phrase(words, excluded, stop_words)
        elif words.endswith("*"):
            clauses += _prefix(words, excluded)
        else:
            clauses += _words(words, excluded, stop_words)
    return list(dict.fromkeys(clauses))[:MAX_CLAUSES]


def _phrase(words: str, excluded: bool, stop_words: bool) -> list[Clause]:
    terms = {token.position: token.term for token in tokens(words, stop_words)}
    return [Clause(words, (tuple(terms.values()),), excluded=excluded)] if terms else []


def _prefix(words: str, excluded: bool) -> list[Clause]:
    start = re.sub(r"[^\w]", "", fold(words))
    return [Clause(words, ((start,),), prefix=True, excluded=excluded)] if len(start) > 1 else []


def _words(words: str, excluded: bool, stop_words: bool) -> list[Clause]:
    by_word: dict[tuple[int, int], list[str]] = {}
    found = list(tokens(words, stop_words))
    if "-" in words.strip("-") and len(found) > 1:
        # « co-développement »: the whole without hyphens, or its parts side by side.
        parts = {token.position: token.term for token in found}
        return [Clause(words, ((found[0].term,), tuple(parts.values())), excluded=excluded)]
    for token in found:
        by_word.setdefault((token.start, token.position), []).append(token.term)
    return [Clause(words, ((terms[0],),), excluded=excluded) for terms in by_word.values()]
