"""The words of French, as pyspellchecker knows them: one of them is not a mistake for another."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spellchecker import SpellChecker

from catalogue.folding import fold

# Letters of the longest word, « anticonstitutionnellement » and more: an array gives each the same room.
LONGEST = 32


class Dictionary:
    """The words that ``write_dictionary`` wrote, mapped from disk and shared by every process."""

    def __init__(self, path: Path) -> None:
        self._words = np.load(path, mmap_mode="r").view(np.ndarray)

    def __contains__(self, folded: object) -> bool:
        """Whether a word without case or accents is one of French, in any of its forms."""
        word = str(folded).encode()
        if len(word) > LONGEST:  # numpy would copy the whole list, to give each word as much room
            return False
        at = np.searchsorted(self._words, word)
        return bool(at < len(self._words) and self._words[at] == word)


def write_dictionary(path: Path) -> None:
    """Write every word of French, in order: its list takes a third of a second to read, and much memory."""
    np.save(path, _french())


@cache
def _french() -> NDArray[np.bytes_]:
    words = SpellChecker(language="fr").word_frequency.words()
    return np.unique(np.fromiter((fold(word).encode() for word in words), f"S{LONGEST}"))
