"""The API explained: its OpenAPI description, and a page that shows the same thing to people."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from app.openapi import openapi

blueprint = Blueprint("documentation", __name__)
TYPES = {"string": "texte", "integer": "nombre entier", "number": "nombre", "boolean": "vrai ou faux", "null": "rien"}


@blueprint.get("/api")
def page() -> str:
    """Every address of the API, its parameters and what it answers."""
    description = openapi()
    return render_template(
        "api.html",
        description=description,
        operations=[(address, one["get"]) for address, one in description["paths"].items()],
        objets=description["components"]["schemas"],
        en_mots=in_words,
        valeurs=values,
        essai=trial,
    )


@blueprint.get("/api/v1/openapi.json")
def description() -> Response:
    """The OpenAPI description."""
    return jsonify(openapi())


def in_words(schema: dict[str, Any]) -> str:
    """What a value may be: « texte », « liste de Resultat », « texte ou rien »."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " ou ".join(dict.fromkeys(map(in_words, schema["anyOf"])))
    if schema.get("type") == "array":
        return f"liste de {in_words(schema['items'])}" if "items" in schema else "liste"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"objet dont chaque valeur est : {in_words(inner)}" if isinstance(inner, dict) else "objet"
    return "date" if schema.get("format") == "date" else TYPES.get(schema.get("type", ""), "valeur")


def values(schema: dict[str, Any]) -> list[str]:
    """The permitted values, when they are listed."""
    found = [schema, schema.get("items", {}), *schema.get("anyOf", ())]
    return next((list(one["enum"]) for one in found if "enum" in one), [])


def trial(address: str, operation: dict[str, Any]) -> str:
    """An address to try: the required parameters, and those that have an example."""
    for parameter in operation["parameters"]:
        if "example" in parameter:
            name, example = parameter["name"], parameter["example"].replace(" ", "+")
            in_path = parameter["in"] == "path"
            address = address.replace(f"{{{name}}}", example) if in_path else f"{address}?{name}={example}"
    return address
