"""The search page: results, facets, active filters, order, pages."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from flask import Blueprint, render_template, request

from app.generation import generation
from app.parameters import check_page, query_string, read_query, without
from app.presentation import french_number
from index.french import tokens
from index.generation import Generation
from index.search import PAGE_SIZE, search

blueprint = Blueprint("search", __name__)


@lru_cache(maxsize=2)
def _silences(opened: Generation) -> dict[str, str]:
    """For each facet, how many fiches have no value for it, in words: without it, a count looks like a fact."""
    facets = opened.facets
    total = len(facets.slugs)
    said = {facet: int(facets.filter({facet: tuple(of)}).sum()) for facet, of in facets.values.items() if of}
    return {facet: _silence(total - number, total) for facet, number in said.items() if number < total}


def _silence(number: int, total: int) -> str:
    silent = "fiches du catalogue sur {} ne le disent" if number > 1 else "fiche du catalogue sur {} ne le dit"
    return f"{french_number(number)} {silent.format(french_number(total))} pas."


@blueprint.get("/recherche")
def results() -> str:
    """A page of results; a page beyond the last is a 404 that says how many there are."""
    query = read_query(request.args, generation())
    found = search(generation(), query)
    check_page(query.page, found.pages)
    asked = query_string(replace(query, page=1))
    hidden = search(generation(), replace(query, selection={})).total if query.selection and not found.total else 0
    return render_template(
        "recherche.html",
        requete=query,
        resultats=found,
        lecture=told(found.corriges, found.elargis, found.abandonnes),
        filtrable=any(found.facettes.values()),
        silences=_silences(generation()),
        sans_filtre=hidden,
        mots=bool(found.hits or not query.q or any(tokens(query.q))),
        exactement=query.exact or '"' in query.q,
        premier=(query.page - 1) * PAGE_SIZE + 1,
        adresse=lambda **changes: f"/recherche?{query_string(query, **changes)}",
        canonique=f"/recherche?{query_string(query)}".rstrip("?"),
        flux=f"/recherche.atom?{asked}".rstrip("?"),
        integrer=f"/integrer?{asked}".rstrip("?"),
        sans=lambda facet, value: without(query.selection, facet, value),
    )


def told(
    corrections: Iterable[tuple[str, str]],
    expansions: Iterable[tuple[str, Iterable[str]]],
    abandoned: Iterable[str] = (),
) -> list[str]:
    """What is said of how a question was understood: words replaced, expressions added, words let go."""
    return [
        *(
            f"Aucune fiche ne contient « {typed} » : nous avons cherché {_quoted((near for _, near in pairs), ' ou ')}."
            for typed, pairs in groupby(corrections, key=itemgetter(0))
        ),
        *(f"Avec « {typed} », nous avons aussi cherché {_quoted(others, ', ')}." for typed, others in expansions),
        *([f"Aucun de ces résultats ne contient {words}."] if (words := _quoted(abandoned, " ni ")) else []),
    ]


def _quoted(words: Iterable[str], between: str) -> str:
    return between.join(f"« {word} »" for word in words)
