"""About the catalogue: the study, its sources, its limits."""

from flask import Blueprint, render_template

from app.generation import generation

blueprint = Blueprint("about", __name__)


@blueprint.get("/a-propos")
def about() -> str:
    """What the catalogue is, and the study that it starts from."""
    return render_template("a-propos.html", etude=generation().study)
