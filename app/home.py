"""The home page: a search box, domaines and natures with their counts, the newest fiches, the study in figures."""

from flask import Blueprint, render_template

from app.generation import generation
from app.linked_data import website
from index.search import Query, search

blueprint = Blueprint("home", __name__)
NEWEST = 6


@blueprint.get("/")
def home() -> str:
    """The home page."""
    everything, facets = search(generation(), Query()), generation().facets
    return render_template(
        "accueil.html",
        resultats=everything,
        nouvelles=everything.hits[:NEWEST],
        nombre_domaine=facets.counts("domaine", facets.all, {}),
        nombre_nature=facets.counts("nature", facets.all, {}),
        vocabulaire=generation().vocabulary,
        etude=generation().study,
        donnees=website(),
    )
