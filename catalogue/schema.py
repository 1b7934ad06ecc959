"""The JSON Schema of a front matter, so that an editor completes and checks while one types."""

from typing import Any

from catalogue.fiche import VOCABULARY_KEY, Fiche
from catalogue.fiche_file import NOT_KEYS
from catalogue.vocabulary import Vocabulary


def front_matter_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """A JSON Schema (2020-12) generated from the model, its closed lists spelled out from the vocabulary."""
    schema = Fiche.model_json_schema(mode="validation")
    for name in NOT_KEYS:
        del schema["properties"][name]
        schema["required"].remove(name)
    schema["$defs"].pop("Section", None)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "En-tête d'une fiche"
    schema.pop("description", None)
    filled: dict[str, Any] = _fill(schema, vocabulary)
    return filled


def _fill(node: Any, vocabulary: Vocabulary) -> Any:
    """The same schema with each closed list as its permitted values and their explanations."""
    if isinstance(node, list):
        return [_fill(item, vocabulary) for item in node]
    if not isinstance(node, dict):
        return node
    if VOCABULARY_KEY in node:
        terms = vocabulary.terms[node[VOCABULARY_KEY]].values()
        permitted = [{"const": term.id, "title": term.libelle, "description": term.explication} for term in terms]
        others = [name for term in terms for name in (term.libelle, *term.autres) if name != term.id]
        title = {"title": node["title"]} if "title" in node else {}
        return {**title, "anyOf": [*permitted, {"enum": others}]}
    return {
        key: _fill(value, vocabulary)
        for key, value in node.items()
        if not (key == "description" and "properties" in node)
    }
