"""One generation, written once and then only read; and the one in service, noticed without a restart."""

import sqlite3
from pathlib import Path
from threading import Lock

import numpy as np

from catalogue.folding import fold
from catalogue.study import FILE as STUDY
from catalogue.study import read_study
from catalogue.thesaurus import FILE as THESAURUS
from catalogue.thesaurus import read_thesaurus
from catalogue.vocabulary import FILE as VOCABULARY
from catalogue.vocabulary import read_vocabulary
from index.dictionary import Dictionary
from index.facets import KINDS_OF_FACETS, Facets
from index.interpretation import Interpreter
from index.matching import Matcher
from index.postings import Postings
from index.publication import PublicationError, current
from index.sentences import Sentences
from index.store import Store
from index.suggestion import Suggestion, Suggestions
from index.words import Words
from index.writing import DICTIONARY, POSTINGS, SENTENCES, SQLITE, no_hunt_for_cycles

# The lists of the vocabulary that name places.
KINDS_OF_PLACES = ("departements", "regions")


class Generation:
    """An opened generation: its id, what it stores, what finds it, and the vocabulary and study of that moment.

    Raises OSError, ValueError or sqlite3.Error when the folder does not hold a whole generation.
    """

    def __init__(self, folder: Path) -> None:
        self.id, self.folder = folder.name, folder
        vocabulary, study = read_vocabulary(folder / VOCABULARY), read_study(folder / STUDY)
        thesaurus = read_thesaurus(folder / THESAURUS)
        if isinstance(vocabulary, list) or isinstance(study, list) or isinstance(thesaurus, list):
            raise FileNotFoundError(folder)
        self.vocabulary, self.study = vocabulary, study
        self.postings = Postings(folder / POSTINGS)
        self.sentences = Sentences(folder / SENTENCES)
        self.store = Store(folder / SQLITE)
        places = [term.libelle for kind in KINDS_OF_PLACES for term in vocabulary.terms[kind].values()]
        names = [expression for group in thesaurus for expression in group]
        self.words = Words(self.store.words(), names, places, Dictionary(folder / DICTIONARY))
        self.interpreter = Interpreter(self.postings, self.words, thesaurus)
        self.etiquettes = self.store.etiquettes()
        # Facet -> value -> what people read.
        self.libelles = {"etiquette": self.etiquettes}
        for facet, kind in KINDS_OF_FACETS.items():
            self.libelles[facet] = {term.id: term.libelle for term in vocabulary.terms[kind].values()}
        self.facets = Facets(self.store.facet_values(), lambda facet, value: fold(self.libelle(facet, value)))
        self.matcher = Matcher(self.postings, len(self.facets.slugs))
        titles = list(self.store.titles())
        self.suggestions = Suggestions(
            [
                *(Suggestion("fiche", slug, title) for slug, title, _ in titles),
                *(Suggestion("domaine", term.id, term.libelle) for term in vocabulary.terms["domaines"].values()),
                *(Suggestion("etiquette", slug, libelle) for slug, libelle in self.etiquettes.items()),
            ]
        )
        by_title = sorted(range(len(titles)), key=lambda number: fold(titles[number][1]))
        newest = sorted(by_title, key=lambda number: titles[number][2], reverse=True)
        # For each order that does not depend on a question, the rank of every fiche.
        self.ranks = {"titre": np.argsort(by_title), "recent": np.argsort(newest)}

    def libelle(self, facet: str, value: str) -> str:
        """What people read for a value of a facet."""
        return self.libelles[facet].get(value, value)

    def knows(self, facet: str, value: str) -> bool:
        """Whether a value of a facet exists, even when no fiche holds it."""
        return value in self.libelles[facet]

    def close(self) -> None:
        """Give the files back."""
        self.store.close()


class LiveGeneration:
    """The generation in service. Each call reads the pointer file, some twenty bytes, and opens what it newly names."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._lock = Lock()
        self._open: list[Generation] = []

    def get(self) -> Generation:
        """The generation in service; raises PublicationError when nothing was published yet."""
        # Read with the lock: who read it before a publication would put the previous generation back in service.
        with self._lock:
            folder = current(self._var)
            if folder is None:
                raise PublicationError(f"Aucun index dans {self._var}. Construisez-le avec « catalogue indexer ».")
            if not self._open or self._open[0].id != folder.name:
                self._swap(folder)
            return self._open[0]

    def _swap(self, folder: Path) -> None:
        try:
            with no_hunt_for_cycles():
                self._open.insert(0, Generation(folder))
        except (OSError, ValueError, sqlite3.Error) as error:
            # Pruned between the pointer and the opening: the generation that we have goes on serving.
            if not self._open:
                raise PublicationError(f"L'index {folder} est incomplet. Relancez « catalogue indexer ».") from error
        # A request that began before the swap may still read the previous generation; none reads the one before.
        for forgotten in self._open[2:]:
            forgotten.close()
        del self._open[2:]
