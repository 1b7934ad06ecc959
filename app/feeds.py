"""Following the catalogue without an account: an Atom feed of everything, of a rubrique, of any search."""

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from app.browse import get_term
from app.generation import generation
from app.parameters import query_string, read_query
from app.presentation import FACET_TITLES
from index.search import Query, search

blueprint = Blueprint("feeds", __name__)


@blueprint.get("/fiches.atom")
def everything() -> Response:
    """The newest fiches of the catalogue."""
    return _feed(Query(), "Toutes les fiches", "/recherche?tri=recent")


@blueprint.get("/domaines/<id_>.atom", defaults={"facet": "domaine"})
@blueprint.get("/natures/<id_>.atom", defaults={"facet": "nature"})
@blueprint.get("/etiquettes/<id_>.atom", defaults={"facet": "etiquette"})
def rubrique(facet: str, id_: str) -> Response:
    """The newest fiches of a domaine, a nature or an étiquette."""
    title = f"{FACET_TITLES[facet]} : {get_term(facet, id_).libelle}"
    return _feed(Query(selection={facet: (id_,)}), title, f"/{facet}s/{id_}")


@blueprint.get("/recherche.atom")
def results() -> Response:
    """The newest results of a search."""
    query = replace(read_query(request.args, generation()), page=1, tri="")
    words = [f"« {query.q} »"] if query.q else []
    filters = [
        f"{FACET_TITLES[facet]} : {' ou '.join(generation().libelle(facet, value) for value in values)}"
        for facet, values in query.selection.items()
    ]
    title = ", ".join(["Recherche", *words, *filters])
    return _feed(query, title, f"/recherche?{query_string(query)}".rstrip("?"))


def _feed(query: Query, title: str, page: str) -> Response:
    hits = search(generation(), replace(query, tri="recent")).hits
    fiches = generation().store.fiches(hit.fiche.slug for hit in hits)
    newest = max((fiche.mise_a_jour for fiche in fiches), default=None)
    return Response(
        render_template("flux.xml", titre=title, page=page, fiches=fiches, jour=newest), mimetype="application/atom+xml"
    )
