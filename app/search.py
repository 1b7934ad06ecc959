"""The search page: results, facets, active filters, order, pages."""

from dataclasses import replace

from flask import Blueprint, render_template, request

from app.generation import generation
from app.parameters import check_page, query_string, read_query, without
from index.search import PAGE_SIZE, search

blueprint = Blueprint("search", __name__)


@blueprint.get("/recherche")
def results() -> str:
    """A page of results; a page beyond the last is a 404 that says how many there are."""
    query = read_query(request.args, generation())
    found = search(generation(), query)
    check_page(query.page, found.pages)
    asked = query_string(replace(query, page=1))
    return render_template(
        "recherche.html",
        requete=query,
        resultats=found,
        premier=(query.page - 1) * PAGE_SIZE + 1,
        adresse=lambda **changes: f"/recherche?{query_string(query, **changes)}",
        canonique=f"/recherche?{query_string(query)}".rstrip("?"),
        flux=f"/recherche.atom?{asked}".rstrip("?"),
        integrer=f"/integrer?{asked}".rstrip("?"),
        sans=lambda facet, value: without(query.selection, facet, value),
    )
