"""As-you-type suggestions: titles, étiquettes and domaines whose words begin like the words typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.folding import fold

LIMIT = 8


@dataclass(frozen=True)
class Suggestion:
    """Something to go to: its genre (fiche, etiquette or domaine), its id and what people read."""

    genre: str
    id: str
    libelle: str


class Suggestions:
    """What can be suggested, in the order in which it is preferred."""

    def __init__(self, entries: Iterable[Suggestion]) -> None:
        self._entries = [(_words(entry.libelle), entry) for entry in entries]

    def beginning_with(self, text: str) -> list[Suggestion]:
        """The suggestions in which every word typed begins some word; those that begin with the text come first."""
        typed = _words(text)
        if not typed:
            return []
        found = [
            (words[: len(typed)] != typed and not words[0].startswith(typed[0]), rank, entry)
            for rank, (words, entry) in enumerate(self._entries)
            if all(any(word.startswith(start) for word in words) for start in typed)
        ]
        return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])[:LIMIT]]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))
