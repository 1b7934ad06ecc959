"""What a visitor typed, part by part: no grammar, so nothing can be a syntax error."""

import re
import unicodedata
from typing import NamedTuple

from catalogue.folding import fold
from index.french import Token, tokens

MAX_CHARACTERS = 300
MAX_PARTS = 24

_PART = re.compile(r'(-)?"([^"]*)"?|(-)?([^\s"]+)')
_NUMBER = re.compile(r"(?<!\d)(\d{1,3})[ \u00a0\u202f](?=\d{3}(?!\d))")
_QUOTES = str.maketrans("«»“”„", '"""""')
_OPERATORS = frozenset({"ET", "OU", "AND", "OR", "NOT"})


class Part(NamedTuple):
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
    text = unicodedata.normalize("NFC", text[:MAX_CHARACTERS])
    text = "".join(" " if unicodedata.category(character)[0] == "C" else character for character in text)
    text = _NUMBER.sub(r"\1", text.translate(_QUOTES))
    parts = _parts(text, stop_words=False)
    if all(part.excluded for part in parts):
        parts = _parts(text, stop_words=True)
    return list(dict.fromkeys(parts))[:MAX_PARTS]


def _parts(text: str, stop_words: bool) -> list[Part]:
    parts: list[Part] = []
    for match in _PART.finditer(text):
        quoted, excluded = match[2] is not None, bool(match[1] or match[3])
        words = match[2] if quoted else match[4]
        if quoted:
            terms = _terms(words, stop_words)
            parts += [Part(words.strip(), terms, phrase=True, excluded=excluded)] if terms else []
        elif words.endswith("*"):
            start = fold(words.rstrip("*")).rsplit("'", 1)[-1]
            start = "".join(character for character in start if character.isalnum())
            parts += [Part(words, (start,), prefix=True, excluded=excluded)] if len(start) > 1 else []
        elif words not in _OPERATORS:
            parts += _words(words, excluded, stop_words)
    return parts


def _words(words: str, excluded: bool, stop_words: bool) -> list[Part]:
    """The parts of what stands between two spaces: « maires/élus » is two, « co-développement » one."""
    parts: list[Part] = []
    compound: Token | None = None
    for token in tokens(words, stop_words):
        if token.whole:
            compound = token
            terms = _terms(token.word, stop_words) or (token.term,)
            parts.append(Part(token.word, terms, whole=token.term, excluded=excluded))
        elif compound is None or token.start >= compound.end:
            parts.append(Part(token.word, (token.term,), excluded=excluded))
    return parts


def _terms(words: str, stop_words: bool) -> tuple[str, ...]:
    """One term a place: of a hyphenated word the parts, not the whole."""
    return tuple(token.term for token in tokens(words, stop_words) if not token.whole)
