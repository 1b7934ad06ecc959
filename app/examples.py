"""« Ils l'ont fait »: the page of every real case, with its filters, its map, and the cases of one's like."""

import re
from collections.abc import Callable
from functools import lru_cache
from math import ceil
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from app.cases import (
    BOUNDS,
    FACETS,
    LIKE,
    UNKNOWN,
    Case,
    Cases,
    Found,
    Wanted,
    by_likeness,
    cases_of,
    find,
    period,
    strata,
    ways_out,
)
from app.drawings import france
from app.generation import generation
from app.parameters import UnknownValueError, Way, check_page, read_page, read_words, shown
from app.presentation import FACET_TITLES, french_number
from app.search import told
from catalogue.problem import nearest
from catalogue.vocabulary import Vocabulary
from index.generation import Generation
from index.search import Count

blueprint = Blueprint("examples", __name__)
PAGE = 20
YEAR = re.compile("[12][0-9]{3}")
# « 12000 », « 12 000 », « 12.000 hab. », « environ 12 000 habitants »
HABITANTS = re.compile(
    r"(?:(?:environ|env\.?|près de|~) ?)?([0-9]{1,3}(?:[ .][0-9]{3})+|[0-9]+) ?(?:hab\.?|habitants?)?", re.IGNORECASE
)
KINDS = {"collectivite": "collectivites", "region": "regions", "departement": "departements", "domaine": "domaines"}
TITLES = {
    "collectivite": "Type de collectivité",
    "region": "Région",
    "departement": "Département",
    "strate": "Population",
    "domaine": FACET_TITLES["domaine"],
    "annee": "Année de début",
}
LIKENESS_TITLES = {
    "comparable": "De taille comparable à la vôtre",
    "autre": "Plus petites ou plus grandes",
    UNKNOWN: "Population non documentée",
}


@lru_cache(maxsize=2)
def _cases(opened: Generation) -> Cases:
    return cases_of(opened)


@blueprint.get("/exemples")
def examples() -> tuple[str, int]:
    """The real cases that an address asks for, a page of twenty; a page beyond the last is a 404.

    So is a number of inhabitants that is none, but on the same page, beside its field.
    """
    vocabulary, cases = generation().vocabulary, _cases(generation())
    wanted, mistake = _read_asked(request.args, vocabulary)
    found = find(cases, wanted)
    pages = max(1, ceil(len(found.cases) / PAGE))
    page = read_page(request.args)
    check_page(page, pages, "ces cas")
    shown_cases = found.cases[(page - 1) * PAGE : page * PAGE]
    page_of_cases = render_template(
        "exemples.html",
        demande=wanted,
        faute=mistake,
        trouves=found,
        lecture=told(found.understood.corrections, found.understood.expansions),
        total=len(cases.rows),
        page=page,
        pages=pages,
        groupes=_groups(shown_cases, wanted),
        proches=len(by_likeness(found.cases, wanted.habitants)["comparable"]) if wanted.habitants else 0,
        facettes={facet: _values(facet, found, wanted, vocabulary) for facet in FACETS},
        carte=_map(found, wanted, vocabulary),
        regionaux=sum(not case.values["departement"] for case in found.cases),
        sorties=ways_out(cases, wanted) if not found.cases else {},
        titres=TITLES,
        titres_groupes=LIKENESS_TITLES,
        rapport=LIKE,
        types=vocabulary.terms["collectivites"].values(),
        nom=lambda facet, value: libelle(facet, value, vocabulary),
        adresse=_address_of(wanted),
    )
    return page_of_cases, 404 if mistake else 200


def _read_asked(args: MultiDict[str, str], vocabulary: Vocabulary) -> tuple[Wanted, str]:
    """What an address asks, and what is wrong with its number of inhabitants, which is then let go; "" if nothing."""
    try:
        return read_wanted(args, vocabulary), ""
    except UnknownValueError as error:
        if error.field != "habitants":
            raise
        others = MultiDict((key, value) for key, value in args.items(multi=True) if key != "habitants")
        return read_wanted(others, vocabulary), str(error)


def read_wanted(args: MultiDict[str, str], vocabulary: Vocabulary) -> Wanted:
    """What an address asks; raises UnknownValueError for a value that no filter can have."""
    if args.get("type"):  # the one that « comme la mienne » selects, in place of those already chosen
        args = MultiDict(args)
        args.setlist("collectivite", args.getlist("type"))
    selection = {}
    for facet in FACETS:
        values = tuple(dict.fromkeys(value for value in args.getlist(facet) if value))
        for value in values:
            _check(facet, value, vocabulary)
        if values:
            selection[facet] = values
    return Wanted(read_words(args), selection, _read_habitants(args.get("habitants", "")))


def _check(facet: str, value: str, vocabulary: Vocabulary) -> None:
    known = {"strate": [*strata(), UNKNOWN], "annee": [UNKNOWN, period(int(value[:4]) if YEAR.match(value) else None)]}
    permitted = known.get(facet) or list(vocabulary.terms[KINDS[facet]])
    if value not in permitted:
        near = period(int(value)) if facet == "annee" and YEAR.fullmatch(value) else nearest(value, permitted)
        way = Way(near, f"/exemples?{urlencode({facet: near})}", libelle(facet, near, vocabulary)) if near else None
        raise UnknownValueError(facet, f"Le filtre « {facet} » ne connaît pas la valeur « {shown(value)} ».", way)


def _read_habitants(text: str) -> int | None:
    words = " ".join(text.split())
    if not words:
        return None
    found = HABITANTS.fullmatch(words)
    digits = re.sub("[ .]", "", found[1]) if found else ""
    if not (0 < len(digits) <= 9 and int(digits)):
        message = f"« {shown(text)} » n'est pas un nombre d'habitants : écrivez par exemple 8000."
        raise UnknownValueError("habitants", message)
    return int(digits)


def libelle(facet: str, value: str, vocabulary: Vocabulary) -> str:
    """What people read for a value of a facet: « 29 – Finistère », « De 5 000 à 9 999 habitants »."""
    if facet == "departement":
        return f"{value} – {vocabulary.libelle('departements', value)}"
    if facet in KINDS:
        return vocabulary.libelle(KINDS[facet], value)
    if value == UNKNOWN:
        return "Non documentée"
    return _stratum_libelle(value) if facet == "strate" else "De {} à {}".format(*value.split("-"))


def _stratum_libelle(value: str) -> str:
    low, _, high = value.partition("-")
    if int(low) == BOUNDS[0]:
        return f"Moins de {french_number(BOUNDS[1])} habitants"
    if not high.isdecimal():
        return f"{french_number(int(low))} habitants et plus"
    return f"De {french_number(int(low))} à {french_number(int(high))} habitants"


def _values(facet: str, found: Found, wanted: Wanted, vocabulary: Vocabulary) -> list[Count]:
    """The values offered for a facet, in an order that a reader expects, the chosen ones always among them."""
    chosen = wanted.selection.get(facet, ())
    counts = found.counts[facet]
    known = {"annee": [*sorted({*counts, *chosen} - {UNKNOWN}, reverse=True), UNKNOWN], "strate": [*strata(), UNKNOWN]}
    order = known.get(facet) or list(vocabulary.terms[KINDS[facet]])
    return [
        Count(value, libelle(facet, value, vocabulary), counts[value], value in chosen)
        for value in order
        if counts[value] or value in chosen
    ]


def _map(found: Found, wanted: Wanted, vocabulary: Vocabulary) -> Markup:
    """The map of what is found: a département leads to its cases, a chosen one back to all."""
    address, chosen = _address_of(wanted), wanted.selection.get("departement", ())
    return france(
        found.counts["departement"],
        chosen,
        lambda code: libelle("departement", code, vocabulary),
        lambda code: address(departement="" if code in chosen else code),
    )


def _groups(cases: list[Case], wanted: Wanted) -> dict[str, list[Case]]:
    groups = by_likeness(cases, wanted.habitants) if wanted.habitants else {"": cases}
    return {name: held for name, held in groups.items() if held}


def _address_of(wanted: Wanted) -> Callable[..., str]:
    def address(**changes: object) -> str:
        asked = {"q": wanted.q, **wanted.selection, "habitants": wanted.habitants, **changes}
        if asked.get("page") == 1:
            del asked["page"]
        parameters = urlencode({key: value for key, value in asked.items() if value}, doseq=True)
        return f"/exemples?{parameters}" if parameters else "/exemples"

    return address
