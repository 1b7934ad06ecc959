"""What is worked out of one fiche, once: its sections as HTML, its searched texts and their tokens."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from catalogue.fiche import Exemple, Fiche
from catalogue.render import Renderer
from catalogue.vocabulary import Vocabulary
from index.facets import facet_values
from index.french import Token, tokens
from index.postings import PLACES
from index.text import SENTENCE_END, plain_text

# The fields that results quote, sentence by sentence.
QUOTED = ("texte", "exemples")
# The place of the first term of a sentence that has none, at the end of a text: a text of 64 KiB has fewer words.
AFTER_ALL = PLACES - 1


class AnalysedText(str):
    """A searched text cut into tokens once, where there is time, for all who need them.

    ``places`` says where each term stands, in numbers of two bytes: a text of 64 KiB has fewer words than that.
    ``words`` counts its words as they are written, with their terms. ``sentences`` says where each begins: its first
    character and the place of its first term, one row a sentence.
    """

    places: dict[str, bytes]
    words: dict[tuple[str, str], int]
    sentences: NDArray[np.int32]

    def __new__(cls, text: str) -> Self:
        """The text, cut."""
        self = super().__new__(cls, text)
        found = list(tokens(text))
        places: defaultdict[str, array[int]] = defaultdict(lambda: array("H"))
        for token in found:
            places[token.term].append(token.position)
        self.places = {term: standing.tobytes() for term, standing in places.items()}
        # Capitals are kept where they tell an acronym: « CCAS », but « budget » at the start of a sentence.
        self.words = Counter(
            (token.word if token.word.isupper() else token.word.lower(), token.term) for token in found
        )
        self.sentences = _sentences(text, found)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process, without cutting it again."""
        return _rebuilt, (str(self), self.places, self.words, self.sentences)


def _rebuilt(text: str, *attributes: Any) -> AnalysedText:
    self = str.__new__(AnalysedText, text)
    self.places, self.words, self.sentences = attributes
    return self


def _sentences(text: str, found: list[Token]) -> NDArray[np.int32]:
    rows, rank = [], 0
    for start in (0, *(end.end() for end in SENTENCE_END.finditer(text))):
        while rank < len(found) and found[rank].start < start:
            rank += 1
        rows.append((start, found[rank].position if rank < len(found) else AFTER_ALL))
    return np.array(rows, np.int32)


@dataclass(frozen=True)
class Analysis:
    """One fiche ready to be stored and indexed: the text of its file, its facets, its HTML and its searched texts."""

    fiche: Fiche
    markdown: str
    facets: dict[str, list[str]]
    html: tuple[str, ...]
    texts: dict[str, AnalysedText]


def analyse(fiche: Fiche, markdown: str, vocabulary: Vocabulary, renderer: Renderer) -> Analysis:
    """The analysis of one fiche; ``markdown`` is the text of its file."""
    html = renderer.render_fiche(section.texte for section in fiche.sections)
    texts = {field: AnalysedText(text) for field, text in field_texts(fiche, vocabulary)}
    return Analysis(fiche, markdown, facet_values(fiche, vocabulary), tuple(html), texts)


def field_texts(fiche: Fiche, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """What a fiche says in each searched field, without Markdown."""
    domaine = vocabulary.terms["domaines"][fiche.domaine]
    yield "titre", fiche.titre
    yield "aussi_appele", ". ".join(fiche.aussi_appele)
    yield "etiquettes", ". ".join(fiche.etiquettes)
    yield "resume", fiche.resume
    yield "domaine", ". ".join([domaine.libelle, *domaine.autres])
    yield "exemples", plain_text("\n\n".join(_told(exemple, vocabulary) for exemple in fiche.exemples))
    yield "texte", "\n".join(plain_text(section.texte) for section in fiche.sections)


def _told(exemple: Exemple, vocabulary: Vocabulary) -> str:
    """A real case in words, with its place: « Gironde » finds what was done there."""
    region = vocabulary.region_of(exemple.departement, exemple.region)
    places = [vocabulary.libelle("departements", exemple.departement or ""), vocabulary.libelle("regions", region)]
    named = ", ".join(place for place in places if place and place not in exemple.collectivite)
    who = f"{exemple.collectivite} ({named})" if named else exemple.collectivite
    return f"{who}. {exemple.texte} {exemple.resultat or ''}"
