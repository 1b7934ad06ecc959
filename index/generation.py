"""One generation, written once and then only read; and the one in service, noticed without a restart."""

import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from catalogue.collection import Catalogue, catalogue_file
from catalogue.folding import fold
from catalogue.study import FILE as STUDY
from catalogue.study import read_study
from catalogue.vocabulary import FILE as VOCABULARY
from catalogue.vocabulary import read_vocabulary
from index.facets import KINDS_OF_FACETS, Facets
from index.fulltext import Fulltext, FulltextWriter, field_texts
from index.publication import PublicationError, current
from index.store import Store, StoreWriter
from index.words import Words

SQLITE = "catalogue.sqlite"
WHOOSH = "whoosh"


def write_generation(catalogue: Catalogue, folder: Path, on_progress: Callable[[int, int], None]) -> None:
    """Write a catalogue to an empty folder; ``on_progress`` receives the fiches done and their total."""
    for name in (VOCABULARY, STUDY):
        shutil.copyfile(catalogue_file(catalogue.folder, name), folder / name)
    store = StoreWriter(folder / SQLITE)
    fulltext = FulltextWriter(folder / WHOOSH)
    for done, fiche in enumerate(catalogue.fiches):
        on_progress(done, len(catalogue.fiches))
        texts = field_texts(fiche, catalogue.vocabulary)
        store.add(fiche, catalogue.path(fiche.slug).read_text("utf-8"), texts.values())
        fulltext.add(fiche.slug, texts)
    store.commit()
    fulltext.commit()
    on_progress(len(catalogue.fiches), len(catalogue.fiches))


class Generation:
    """An opened generation: its id, what it stores, what finds it, and the vocabulary and study of that moment.

    Raises OSError, or whatever a damaged file gives, when the folder does not hold a whole generation.
    """

    def __init__(self, folder: Path) -> None:
        self.id = folder.name
        vocabulary, study = read_vocabulary(folder / VOCABULARY), read_study(folder / STUDY)
        if isinstance(vocabulary, list) or isinstance(study, list):
            raise FileNotFoundError(folder)
        self.vocabulary, self.study = vocabulary, study
        self.store = Store(folder / SQLITE)
        self.fulltext = Fulltext(folder / WHOOSH)
        self.words = Words(self.store.words())
        fiches = self.store.fiches()
        self.facets = Facets(fiches)
        self.etiquettes = self.store.etiquettes()
        by_title = sorted(fiches, key=lambda fiche: fold(fiche.titre))
        self.orders = {
            "titre": [fiche.slug for fiche in by_title],
            "recent": [fiche.slug for fiche in sorted(by_title, key=lambda fiche: fiche.publiee, reverse=True)],
        }

    def libelle(self, facet: str, value: str) -> str:
        """What people read for a value of a facet."""
        if facet == "etiquette":
            return self.etiquettes.get(value, value)
        return self.vocabulary.libelle(KINDS_OF_FACETS[facet], value)

    def knows(self, facet: str, value: str) -> bool:
        """Whether a value of a facet exists, even when no fiche holds it."""
        if facet == "etiquette":
            return value in self.etiquettes
        return self.vocabulary.get(KINDS_OF_FACETS[facet], value) is not None

    def close(self) -> None:
        """Give the files back."""
        self.store.close()
        self.fulltext.close()


class LiveGeneration:
    """The generation in service. Each call reads the pointer file, some twenty bytes, and opens what it newly names."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._lock = Lock()
        self._open: list[Generation] = []

    def get(self) -> Generation:
        """The generation in service; raises PublicationError when nothing was published yet."""
        folder = current(self._var)
        if folder is None:
            raise PublicationError(f"Aucun index dans {self._var}. Construisez-le avec « catalogue indexer ».")
        with self._lock:
            if not self._open or self._open[0].id != folder.name:
                self._swap(folder)
            return self._open[0]

    def _swap(self, folder: Path) -> None:
        try:
            self._open.insert(0, Generation(folder))
        except FileNotFoundError as error:
            # Pruned between the pointer and the opening: the generation that we have goes on serving.
            if not self._open:
                raise PublicationError(f"L'index {folder} est incomplet. Relancez « catalogue indexer ».") from error
        # A request that began before the swap may still read the previous generation; none reads the one before.
        for forgotten in self._open[2:]:
            forgotten.close()
        del self._open[2:]
