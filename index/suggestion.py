"""As-you-type suggestions: titles, étiquettes and domaines whose words begin like the words typed."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from catalogue.folding import fold

LIMIT = 8


class Suggestion(NamedTuple):
    """Something to go to: its genre (fiche, etiquette or domaine), its id and what people read."""

    genre: str
    id: str
    libelle: str


class Suggestions:
    """What can be suggested, in the order in which it is preferred."""

    def __init__(self, entries: Iterable[Suggestion]) -> None:
        self._entries = [(_spaced(entry.libelle), entry) for entry in entries]

    def beginning_with(self, text: str) -> list[Suggestion]:
        """The suggestions in which every word typed begins some word; those that begin with the text come first."""
        typed = [f" {word}" for word in _spaced(text).split()]
        if not typed:
            return []
        found = [
            (not words.startswith(typed[0]), rank, entry)
            for rank, (words, entry) in enumerate(self._entries)
            if all(start in words for start in typed)
        ]
        return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])[:LIMIT]]


def _spaced(text: str) -> str:
    """The words of a text without case or accents, each after a space."""
    return "".join(f" {word}" for word in re.findall(r"[^\W_]+", fold(text)))
