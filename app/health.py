"""What a monitoring tool asks: is the site able to answer?"""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.generation import generation

blueprint = Blueprint("health", __name__)


@blueprint.get("/sante")
def health() -> ResponseReturnValue:
    """The generation in service and its number of fiches; 503 while there is none."""
    live = generation()
    return jsonify({"etat": "en service", "generation": live.id, "fiches": len(live.facets.slugs)})
