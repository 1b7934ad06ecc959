"""The Table Schema of the CSV export, generated from the model of a fiche: what each column may hold."""

from typing import Any

from pydantic import BaseModel

from catalogue.draft import PARTS
from catalogue.fiche import VOCABULARY_KEY, Demarrage, Fiche
from catalogue.spreadsheet import COLUMNS, PROVENANCE, SLUG, Column
from catalogue.vocabulary import Vocabulary

Schema = dict[str, Any]
PROFILE = "https://specs.frictionlessdata.io/schemas/table-schema.json"
_DAY: Schema = {"type": "date", "format": "%Y-%m-%d"}
# The columns that hold no mere text, whatever the table.
_TYPES: dict[str, Schema] = {
    "publiee": _DAY,
    "verifiee": _DAY,
    "mise_a_jour": _DAY,
    "annee": {"type": "year"},
    "population": {"type": "integer"},
    "adresse": {"type": "string", "format": "uri"},
}


def column_kinds() -> dict[str, str]:
    """The columns whose values come from a list of the vocabulary, and the name of that list."""
    found = {name: _kind(_rules(name)) for name, column in COLUMNS.items() if name not in PARTS and not column.heading}
    return {name: kind for name, kind in found.items() if kind}


def table_schema(vocabulary: Vocabulary) -> Schema:
    """The schema of the table, its closed lists spelled out from the vocabulary."""
    fields = [_field(column, vocabulary) for column in COLUMNS.values()]
    fields += [typed_field(name, title, {"required": True}) for name, title in PROVENANCE.items()]
    return {
        "$schema": PROFILE,
        "name": "fiches-innovation-territoriale",
        "title": "Fiches d'innovation territoriale",
        "description": "Une ligne par fiche. Dans une liste, une valeur par ligne de la cellule ; dans « exemples », "
        "« liens » et « sources », des lignes « clé : valeur », et une ligne vide entre deux groupes. "
        "Une apostrophe précède le texte qu'un tableur prendrait pour une formule.",
        "fields": fields,
        "primaryKey": SLUG,
        "missingValues": [""],
    }


def _field(column: Column, vocabulary: Vocabulary) -> Schema:
    rules = _rules(column.name)
    required = bool(column.heading) or column.name == SLUG or _is_required(column.name)
    constraints: Schema = {"required": required}
    kind = _kind(rules) if column.name not in PARTS else None
    if column.name == SLUG:
        constraints |= {"unique": True, "pattern": "[a-z0-9]+(-[a-z0-9]+)*"}
    if kind and column.read is str:
        constraints["enum"] = list(vocabulary.terms[kind])
    elif kind:
        ids = "|".join(vocabulary.terms[kind])
        constraints["pattern"] = rf"({ids})(\n({ids}))*"
    if not kind and rules.get("type") == "string":
        constraints |= {key: rules[key] for key in ("minLength", "maxLength") if key in rules}
    field = typed_field(column.name, column.title, constraints)
    if column.name in PARTS:
        field["description"] = f"Des groupes de lignes « clé : valeur » : {', '.join(PARTS[column.name].model_fields)}."
    return field


def typed_field(name: str, title: str, constraints: Schema) -> Schema:
    """One column of a table, its type by its name."""
    return {"name": name, "title": title, **_TYPES.get(name, {"type": "string"}), "constraints": constraints}


def kind_of(model: type[BaseModel], name: str) -> str | None:
    """The list of the vocabulary that a key of a model takes its values from."""
    return _kind(model.model_json_schema()["properties"].get(name, {}))


def _rules(name: str) -> Schema:
    """What the JSON Schema of the model says of a column."""
    model = Demarrage if name in Demarrage.model_fields else Fiche
    found: Schema = model.model_json_schema()["properties"].get(name, {})
    return found


def _kind(node: Any) -> str | None:
    """The closed list that a piece of JSON Schema names, at any depth."""
    if isinstance(node, list):
        return next(filter(None, map(_kind, node)), None)
    if isinstance(node, dict):
        return node.get(VOCABULARY_KEY) or next(filter(None, map(_kind, node.values())), None)
    return None


def _is_required(name: str) -> bool:
    return name in Fiche.model_fields and Fiche.model_fields[name].is_required()
