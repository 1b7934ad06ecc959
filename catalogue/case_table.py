"""The real cases as a table to take away, one row a case, and what each of its columns may hold."""

from collections.abc import Iterable, Iterator

from catalogue.fiche import Exemple, Fiche, Source
from catalogue.spreadsheet import PROVENANCE
from catalogue.table_schema import PROFILE, Schema, kind_of, typed_field
from catalogue.vocabulary import Vocabulary

Row = dict[str, str]

OF_THE_FICHE = {
    "fiche": "Nom de la fiche dans son adresse",
    "titre": "Titre de la fiche",
    "nature": "Nature",
    "domaine": "Domaine",
}
OF_THE_CASE = {name: field.title or name for name, field in Exemple.model_fields.items()} | {
    "region": "Code de la région",
    "sources": "Sources : une par ligne, son adresse à la fin",
}
COLUMNS = OF_THE_FICHE | OF_THE_CASE | PROVENANCE


def case_rows(fiches: Iterable[Fiche], vocabulary: Vocabulary) -> Iterator[tuple[Fiche, Row]]:
    """Each real case: its fiche, and its cells but those of the provenance."""
    for fiche in fiches:
        of_the_fiche = {"fiche": fiche.slug, "titre": fiche.titre, "nature": fiche.nature, "domaine": fiche.domaine}
        for exemple in fiche.exemples:
            told = {name: "" if value is None else str(value) for name, value in exemple}
            told["region"] = vocabulary.region_of(exemple.departement, exemple.region)
            told["sources"] = "\n".join(_source(fiche.sources[number - 1]) for number in exemple.sources)
            yield fiche, of_the_fiche | told


def _source(source: Source) -> str:
    known = (source.titre, source.organisme, str(source.annee or ""), source.url or "")
    return ", ".join(filter(None, known))


def case_schema(vocabulary: Vocabulary) -> Schema:
    """The Table Schema of the table."""
    return {
        "$schema": PROFILE,
        "name": "cas-reels-innovation-territoriale",
        "title": "Cas réels d'innovation territoriale",
        "description": "Une ligne par cas réel : qui l'a fait, où, quand, avec quel résultat, et d'où on le sait. "
        "Une apostrophe précède le texte qu'un tableur prendrait pour une formule.",
        "fields": [_field(name, title, vocabulary) for name, title in COLUMNS.items()],
        "missingValues": [""],
    }


def _field(name: str, title: str, vocabulary: Vocabulary) -> Schema:
    of_the_case = name in Exemple.model_fields
    # Every case has a region here: a case that gives none has that of its département.
    constraints: Schema = {"required": not of_the_case or name == "region" or Exemple.model_fields[name].is_required()}
    if kind := kind_of(Exemple if of_the_case else Fiche, name):
        constraints["enum"] = list(vocabulary.terms[kind])
    return typed_field(name, title, constraints)
