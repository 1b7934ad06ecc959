"""What a visitor typed, part by part: no grammar, so nothing can be a syntax error."""

import re
import unicodedata
from dataclasses import dataclass

from catalogue.folding import fold
from index.french import tokens

MAX_CHARACTERS = 300
MAX_PARTS = 24

_PART = re.compile(r'(-)?"([^"]*)"?|(-)?([^\s"]+)')
_OPERATORS = frozenset({"ET", "OU", "AND", "OR", "NOT"})


@dataclass(frozen=True)
class Part:
    """One word, one "phrase" or one beginning*: the terms that it stands for, in order.

    ``whole`` is the term of a hyphenated word without its hyphens: « co-développement » is also « codéveloppement ».
    """

    typed: str
    terms: tuple[str, ...]
    whole: str | None = None
    phrase: bool = False
    prefix: bool = False
    excluded: bool = False


def read_question(text: str) -> list[Part]:
    """The parts of a search text, in order; never an error.

    Stop words are let go, unless there is nothing else.
    """
    parts = _parts(text, stop_words=False)
    if any(not part.excluded for part in parts):
        return parts
    return _parts(text, stop_words=True)


def _parts(text: str, stop_words: bool) -> list[Part]:
    text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text[:MAX_CHARACTERS])
    parts: list[Part] = []
    for match in _PART.finditer(text):
        quoted, excluded = match[2] is not None, bool(match[1] or match[3])
        words = match[2] if quoted else match[4]
        if quoted:
            terms = _terms(words, stop_words)
            parts += [Part(words, terms, phrase=True, excluded=excluded)] if terms else []
        elif words.endswith("*"):
            start = re.sub(r"\W", "", fold(words))
            parts += [Part(words, (start,), prefix=True, excluded=excluded)] if len(start) > 1 else []
        elif words not in _OPERATORS:
            parts += _words(words, excluded, stop_words)
    return list(dict.fromkeys(parts))[:MAX_PARTS]


def _words(words: str, excluded: bool, stop_words: bool) -> list[Part]:
    """The parts of what stands between two spaces: « jusqu'aux maires/élus » is several, « co-développement » one."""
    found = list(tokens(words, stop_words))
    if "-" in words.strip("-") and len(found) > 1:
        return [Part(words, _terms(words, stop_words), whole=found[0].term, excluded=excluded)]
    return [Part(token.word, (token.term,), excluded=excluded) for token in found]


def _terms(words: str, stop_words: bool) -> tuple[str, ...]:
    """One term a place: of a hyphenated word the parts, not the whole."""
    return tuple({token.position: token.term for token in tokens(words, stop_words)}.values())
