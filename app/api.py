"""The JSON API, version 1: the same parameters and the same results as the pages."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import ceil
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.answers import Carte, Fiches, Recherche, Resultat, Suggestions
from app.fiches import get_fiche
from app.generation import generation
from app.parameters import check_page, query_string, read_page, read_query
from catalogue.fiche import Fiche
from catalogue.vocabulary import KINDS
from index.question import MAX_CHARACTERS
from index.search import Hit, correct, search
from index.store import Card

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
# Fiches on a page of the list: some 150 kB of JSON.
LISTED = 500


@blueprint.get("/recherche")
def results() -> ResponseReturnValue:
    """A page of results with facets, as the search page shows it."""
    query = read_query(request.args, generation())
    found = search(generation(), query)
    check_page(query.page, found.pages)
    answer: Recherche = {
        "q": query.q,
        "total": found.total,
        "page": query.page,
        "pages": found.pages,
        "suggestion": found.suggestion,
        "abandonnes": found.abandonnes,
        "corriges": _corrections(found.corriges),
        "elargis": dict(found.elargis),
        "resultats": [_hit(hit) for hit in found.hits],
        "facettes": {
            facet: [{"id": count.id, "libelle": count.libelle, "nombre": count.nombre} for count in counts]
            for facet, counts in found.facettes.items()
        },
    }
    return _linked(answer, query.page, found.pages, lambda page: query_string(replace(query, page=page)))


@blueprint.get("/fiches")
def fiches() -> ResponseReturnValue:
    """The fiches in the order of the slugs, five hundred to a page."""
    slugs = generation().facets.slugs
    page, pages = read_page(request.args), max(1, ceil(len(slugs) / LISTED))
    check_page(page, pages, "les fiches")
    cards = generation().store.cards(slugs[(page - 1) * LISTED : page * LISTED])
    answer: Fiches = {"total": len(slugs), "page": page, "pages": pages, "fiches": [_card(card) for card in cards]}
    return _linked(answer, page, pages, lambda other: urlencode({"page": other} if other > 1 else {}))


@blueprint.get("/fiches/<slug>")
def fiche(slug: str) -> ResponseReturnValue:
    """One fiche, whole: its keys, its text in Markdown and as HTML."""
    found = get_fiche(slug)
    html = dict(generation().store.html(slug))
    document = found.model_dump(mode="json")
    for section in document["sections"]:
        section["html"] = html[section["titre"]]
    return jsonify({**document, "url": _url(found)})


@blueprint.get("/vocabulaire")
def vocabulary() -> ResponseReturnValue:
    """Every closed list, with labels and explanations."""
    terms = generation().vocabulary.terms
    return jsonify(
        {
            kind: [
                {
                    "id": term.id,
                    "libelle": term.libelle,
                    "autres": term.autres,
                    "explication": term.explication,
                    **({"parent": term.parent} if term.parent else {}),
                }
                for term in terms[kind].values()
            ]
            for kind in KINDS
        }
    )


@blueprint.get("/suggestions")
def suggestions() -> ResponseReturnValue:
    """What begins like the words typed: fiches, domaines, étiquettes; when nothing does, the words well spelled."""
    typed = request.args.get("q", "")[:MAX_CHARACTERS]
    understood = generation().interpreter.interpret(typed)
    found = generation().suggestions.beginning_with(typed)
    answer: Suggestions = {
        "q": typed,
        "correction": None if found else correct(typed, understood.corrections),
        "suggestions": [
            {"genre": one.genre, "id": one.id, "libelle": one.libelle, "url": f"/{one.genre}s/{one.id}"}
            for one in found
        ],
    }
    return jsonify(answer)


def _corrections(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Each unknown word and every known word searched instead: there may be several."""
    found: dict[str, list[str]] = {}
    for typed, near in pairs:
        found.setdefault(typed, []).append(near)
    return found


def _linked(answer: Recherche | Fiches, page: int, pages: int, asked: Callable[[int], str]) -> Response:
    """An answer whose Link header names the other pages; ``asked`` gives the parameters of each."""
    address = url_for(str(request.endpoint))
    others = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    links = [
        f'<{f"{address}?{asked(other)}".rstrip("?")}>; rel="{relation}"'
        for relation, other in others.items()
        if 1 <= other <= pages
    ]
    response = jsonify(answer)
    response.headers["Link"] = ", ".join(links)
    return response


def _hit(hit: Hit) -> Resultat:
    return {**_card(hit.fiche), "score": round(hit.score, 3), "extraits": hit.extraits}


def _card(fiche: Card) -> Carte:
    return {
        "slug": fiche.slug,
        "titre": fiche.titre,
        "resume": fiche.resume,
        "nature": fiche.nature,
        "domaine": fiche.domaine,
        "etiquettes": fiche.etiquettes,
        "publiee": fiche.publiee.isoformat(),
        "url": _url(fiche),
    }


def _url(fiche: Fiche | Card) -> str:
    return url_for("fiches.fiche", slug=fiche.slug)
