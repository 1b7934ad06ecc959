"""Near-duplicates: the published fiches whose title or content is close to a new one."""

import re
from collections import Counter
from dataclasses import dataclass
from math import sqrt

from rapidfuzz import fuzz

from catalogue.draft import Draft
from catalogue.fiche import Fiche
from catalogue.folding import fold
from index.generation import Generation
from index.question import MAX_CHARACTERS
from index.search import Query, search

# Measured on the catalogue: no two of its fiches reach either, a fiche rewritten in other words reaches one.
NEAR_TITLE = 85
NEAR_CONTENT = 0.7
MIN_WORDS = 40
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True)
class Near:
    """A published fiche, and what of it is close: « titre » or « contenu »."""

    fiche: Fiche
    what: str


def near_fiches(draft: Draft, generation: Generation, besides: str = "") -> list[Near]:
    """The published fiches close to a draft, the fiche that it corrects apart."""
    questions = [draft.keys.get("titre", ""), draft.keys.get("resume", "")]
    slugs = dict.fromkeys(
        hit.fiche.slug
        for question in questions
        if question
        for hit in search(generation, Query(question[:MAX_CHARACTERS])).hits
    )
    words = _words(" ".join([draft.keys.get("resume", ""), *draft.sections.values()]))
    found = []
    for fiche in generation.store.fiches(slugs):
        if fiche.slug != besides and (what := _what_is_near(draft, words, fiche)):
            found.append(Near(fiche, what))
    return found


def _what_is_near(draft: Draft, words: Counter[str], fiche: Fiche) -> str:
    titre = fold(draft.keys.get("titre", ""))
    names = [fold(name) for name in (fiche.titre, *fiche.aussi_appele)]
    if any(fuzz.token_sort_ratio(titre, name) >= NEAR_TITLE for name in names) or _holds(titre, names[0]):
        return "titre"
    texts = _words(" ".join([fiche.resume, *(section.texte for section in fiche.sections)]))
    return "contenu" if words.total() >= MIN_WORDS and likeness(words, texts) >= NEAR_CONTENT else ""


def _holds(titre: str, name: str) -> bool:
    """Whether a title says a whole name among other words: « Guichet unique de la mairie »."""
    words = set(_WORD.findall(name))
    return len(words) > 1 and words <= set(_WORD.findall(titre))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much two texts share their words: 0 for nothing, 1 for the same words as often."""
    shared = sum(number * other[word] for word, number in one.items())
    sizes = sqrt(sum(number**2 for number in one.values()) * sum(number**2 for number in other.values()))
    return shared / sizes if sizes else 0.0


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(fold(text)))
