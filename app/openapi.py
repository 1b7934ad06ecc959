"""The description of the API (OpenAPI 3.1), generated from its addresses, its filters, its vocabulary and its types."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app
from pydantic import TypeAdapter

from app.answers import Erreur, FicheEntiere, Fiches, Recherche, Suggestions, Terme
from app.errors import SENTENCES
from app.generation import generation
from app.presentation import FACET_TITLES, LICENCE, LICENCE_NAME, SITE_NAME, SORT_TITLES, absolute
from catalogue.fiche import VOCABULARY_KEY
from catalogue.vocabulary import KINDS
from index.facets import FACETS, KINDS_OF_FACETS
from index.question import MAX_CHARACTERS

Node = dict[str, Any]
VERSION = "1"


@dataclass(frozen=True)
class Operation:
    """What people read of one address, the type of its answer and its parameters."""

    titre: str
    description: str
    answer: Any
    parameters: Callable[[], Iterator[Node]] = lambda: iter(())


def _search_parameters() -> Iterator[Node]:
    q = {"type": "string", "maxLength": MAX_CHARACTERS}
    yield _parameter("q", "Des mots ou une phrase", q, example="accueil des usagers")
    for facet in FACETS:
        kind = KINDS_OF_FACETS.get(facet)
        ids = list(generation().vocabulary.terms[kind] if kind else generation().etiquettes)
        values = {"type": "array", "items": {"type": "string", "enum": ids}}
        yield _parameter(facet, f"{FACET_TITLES[facet]} ; se répète pour plusieurs valeurs", values, explode=True)
    order = "Ordre ; sans lui, par pertinence s'il y a des mots, sinon les plus récentes d'abord"
    yield _parameter("tri", order, {"type": "string", "enum": list(SORT_TITLES)})
    yield _parameter("exact", "1 : les mots tels qu'ils sont tapés", {"type": "string", "enum": ["1"]})
    yield from _page_parameter()


def _page_parameter() -> Iterator[Node]:
    yield _parameter("page", "Numéro de page", {"type": "integer", "minimum": 1, "default": 1})


def _slug_parameter() -> Iterator[Node]:
    slugs = generation().facets.slugs
    yield {
        **_parameter("slug", "Nom de la fiche dans son adresse", {"type": "string"}, example=slugs[0]),
        "in": "path",
        "required": True,
    }


def _typed_parameter() -> Iterator[Node]:
    yield _parameter("q", "Le début de ce que l'on cherche", {"type": "string"}, example="guichet")


# Endpoint -> what the description says of it.
OPERATIONS = {
    "api.results": Operation(
        "Chercher des fiches",
        "Les mêmes résultats que la page de recherche. Dans un filtre, plusieurs valeurs s'ajoutent ; d'un filtre à "
        "l'autre, elles se croisent. L'en-tête Link donne la première page, la précédente, la suivante et la dernière.",
        Recherche,
        _search_parameters,
    ),
    "api.fiches": Operation(
        "Lister les fiches",
        "Toutes les fiches, en bref, dans l'ordre de leurs noms, cinq cents par page, que lie l'en-tête Link.",
        Fiches,
        _page_parameter,
    ),
    "api.fiche": Operation(
        "Lire une fiche", "Une fiche entière, son texte en Markdown et en HTML.", FicheEntiere, _slug_parameter
    ),
    "api.vocabulary": Operation(
        "Lire le vocabulaire", f"Chaque liste fermée : {', '.join(KINDS)}.", dict[str, list[Terme]]
    ),
    "api.suggestions": Operation(
        "Compléter des mots", "Ce qui commence comme les mots tapés : fiches, domaines, étiquettes.", Suggestions,
        _typed_parameter,
    ),
}  # fmt: skip


def openapi() -> Node:
    """The description of every address of the API."""
    answers = [(name, "serialization", TypeAdapter(one.answer)) for name, one in OPERATIONS.items()]
    errors = ("Erreur", "serialization", TypeAdapter(Erreur))
    schemas, definitions = TypeAdapter.json_schemas(
        [*answers, errors],  # type: ignore[list-item]
        ref_template="#/components/schemas/{model}",
    )
    addresses = {rule.endpoint: rule.rule for rule in current_app.url_map.iter_rules()}
    paths = {
        addresses[endpoint].replace("<", "{").replace(">", "}"): {
            "get": _operation(endpoint, schemas[endpoint, "serialization"])
        }
        for endpoint in OPERATIONS
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": SITE_NAME,
            "version": VERSION,
            "summary": "Chercher et lire les fiches par programme, sans clé ni compte.",
            "description": "Lecture seule. Toute réponse porte ETag et Last-Modified, et se lit depuis un autre site.",
            "license": {"name": LICENCE_NAME, "url": LICENCE},
        },
        "servers": [{"url": absolute("")}],
        "paths": paths,
        "components": {"schemas": {name: _spelled_out(one) for name, one in definitions["$defs"].items()}},
    }


def _operation(endpoint: str, answer: Node) -> Node:
    described = OPERATIONS[endpoint]
    parameters = list(described.parameters())
    link = {"Link": {"description": "Les autres pages de résultats", "schema": {"type": "string"}}}
    refusals = [404] if parameters else []
    return {
        "operationId": endpoint.removeprefix("api."),
        "summary": described.titre,
        "description": described.description,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "La réponse",
                **({"headers": link} if described.answer in (Recherche, Fiches) else {}),
                "content": {"application/json": {"schema": _spelled_out(answer)}},
            },
            "304": {"description": "Rien n'a changé depuis la lecture que dit If-None-Match ou If-Modified-Since."},
            **{
                str(status): {
                    "description": SENTENCES[status]
                    if status != 404
                    else "Une valeur que le catalogue ne connaît pas.",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Erreur"}}},
                }
                for status in (*refusals, 503)
            },
        },
    }


def _parameter(name: str, description: str, schema: Node, **more: object) -> Node:
    return {"name": name, "in": "query", "description": description, "schema": schema, **more}


def _spelled_out(node: Any) -> Any:
    """The schema with closed lists as their values, without what is written for those who read the code."""
    if isinstance(node, list):
        return [_spelled_out(item) for item in node]
    if not isinstance(node, dict):
        return node
    if VOCABULARY_KEY in node:
        ids = list(generation().vocabulary.terms[node[VOCABULARY_KEY]])
        return {**{key: value for key, value in node.items() if key != VOCABULARY_KEY}, "enum": ids}
    code_only = {"description", "title"} if "properties" in node else set()
    return {key: _spelled_out(value) for key, value in node.items() if key not in code_only}
