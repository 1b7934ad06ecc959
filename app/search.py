"""The search page: results, facets, active filters, order, pages."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from app.generation import generation
from app.parameters import UnknownValueError, query_string, read_query, without
from index.search import Query, Results, search

blueprint = Blueprint("search", __name__)


@blueprint.get("/recherche")
def results() -> str:
    """A page of results; a page beyond the last is a 404 that says how many there are."""
    query = read_query(request.args, generation())
    found = search(generation(), query)
    check_page(query, found)
    asked = query_string(replace(query, page=1))
    return render_template(
        "recherche.html",
        requete=query,
        resultats=found,
        vocabulaire=generation().vocabulary,
        adresse=lambda **changes: f"/recherche?{query_string(query, **changes)}",
        canonique=f"/recherche?{query_string(query)}".rstrip("?"),
        flux=f"/recherche.atom?{asked}".rstrip("?"),
        integrer=f"/integrer?{asked}".rstrip("?"),
        sans=lambda facet, value: without(query.selection, facet, value),
    )


def check_page(query: Query, found: Results) -> None:
    """Raise UnknownValueError when the page asked lies beyond the last."""
    if query.page > found.pages:
        last = f"ces résultats tiennent en {found.pages} page{'s' if found.pages > 1 else ''}"
        raise UnknownValueError("page", f"La page {query.page} n'existe pas : {last}.")
