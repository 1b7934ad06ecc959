"""The words of French, as pyspellchecker knows them: one of them is not a mistake for another."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from spellchecker import SpellChecker

from catalogue.folding import fold

# Letters of the longest word, « anticonstitutionnellement » and more: an array gives each the same room.
LONGEST = 32


def is_french(folded: str) -> bool:
    """Whether a word without case or accents is one of French, in any of its forms."""
    known, word = _words(), folded.encode()
    at = np.searchsorted(known, word)
    return bool(at < len(known) and known[at] == word)


@cache
def _words() -> NDArray[np.bytes_]:
    """Every word, in order: an array, as a set of as many texts takes five times its four megabytes."""
    words = SpellChecker(language="fr").word_frequency.words()
    return np.unique(np.fromiter((fold(word).encode() for word in words), f"S{LONGEST}"))
