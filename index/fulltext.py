"""The Whoosh index of one generation: what is searched in a fiche, and how much each field weighs."""

from pathlib import Path
from typing import Self

import whoosh.index
from whoosh.fields import ID, TEXT, Schema

from catalogue.fiche import Fiche
from catalogue.vocabulary import Vocabulary
from index.french import FrenchAnalyzer
from index.text import plain_text

# The relevance policy. A field weighs what its words promise: someone who types « forum citoyen » wants the fiche that
# has this title, not the nine that mention it; « trouver un docteur » stands in aussi_appele and nowhere else.
# « RH » or « social » name a domaine, and bring what is filed there after what speaks of it.
BOOSTS = {
    "titre": 8.0,
    "aussi_appele": 5.0,
    "etiquettes": 4.0,
    "resume": 3.0,
    "domaine": 2.0,
    "exemples": 1.5,
    "texte": 1.0,
}

_SCHEMA = Schema(slug=ID(stored=True, unique=True), **{field: TEXT(analyzer=FrenchAnalyzer()) for field in BOOSTS})


def field_texts(fiche: Fiche, vocabulary: Vocabulary) -> dict[str, str]:
    """What a fiche says in each searched field, without Markdown."""
    domaine = vocabulary.terms["domaines"][fiche.domaine]
    exemples = (f"{exemple.collectivite}. {exemple.texte} {exemple.resultat or ''}" for exemple in fiche.exemples)
    return {
        "titre": fiche.titre,
        "aussi_appele": ". ".join(fiche.aussi_appele),
        "etiquettes": ". ".join(fiche.etiquettes),
        "resume": fiche.resume,
        "domaine": ". ".join([domaine.libelle, *domaine.autres]),
        "exemples": "\n".join(exemples),
        "texte": "\n".join(plain_text(section.texte) for section in fiche.sections),
    }


class FulltextWriter:
    """Writes the fiches of a generation; leaving the ``with`` block writes the index, or nothing when it fails."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._index = whoosh.index.create_in(str(folder), _SCHEMA)
        self._writer = self._index.writer(limitmb=256)

    def add(self, slug: str, texts: dict[str, str]) -> None:
        """Add one fiche, as ``field_texts`` gives it."""
        self._writer.add_document(slug=slug, **texts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            self._writer.cancel()
        else:
            self._writer.commit()
        self._index.close()
