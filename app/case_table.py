"""The real cases as a table to take away, one row a case, and what each of its columns may hold."""

from collections.abc import Iterable, Iterator
from typing import Any

from catalogue.fiche import Exemple, Fiche, Source
from catalogue.spreadsheet import PROVENANCE
from catalogue.table_schema import PROFILE
from catalogue.vocabulary import Vocabulary

Row = dict[str, str]
Schema = dict[str, Any]

# The closed list that gives the values of a column.
KINDS = {
    "nature": "natures",
    "domaine": "domaines",
    "type": "collectivites",
    "departement": "departements",
    "region": "regions",
}
TYPES: dict[str, Schema] = {
    "annee": {"type": "year"},
    "population": {"type": "integer"},
    "adresse": {"type": "string", "format": "uri"},
    "mise_a_jour": {"type": "date", "format": "%Y-%m-%d"},
}
OF_THE_FICHE = {"fiche": "Nom de la fiche dans son adresse", "titre": "Titre de la fiche", "nature": "Nature",
                "domaine": "Domaine"}  # fmt: skip
OF_THE_CASE = {name: field.title or name for name, field in Exemple.model_fields.items()} | {
    "region": "Code de la région",
    "sources": "Sources : une par ligne, son adresse à la fin",
}
COLUMNS = OF_THE_FICHE | OF_THE_CASE | PROVENANCE
MAY_BE_EMPTY = ("departement", "annee", "population", "resultat")


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
    constraints: Schema = {"required": name not in MAY_BE_EMPTY}
    if name in KINDS:
        constraints["enum"] = list(vocabulary.terms[KINDS[name]])
    return {"name": name, "title": title, **TYPES.get(name, {"type": "string"}), "constraints": constraints}
